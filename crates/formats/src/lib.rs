//! PDB, mmCIF, BinaryCIF, SDF, MOL2 and XYZ, in and out.
