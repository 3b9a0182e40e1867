//! Structure compute, plugin services, relay and room in one program.
