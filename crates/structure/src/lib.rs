//! The model: atoms, residues, chains, models and bonds as columns.
