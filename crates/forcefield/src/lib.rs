//! Force fields: typing, parameters, and the terms of a potential.
