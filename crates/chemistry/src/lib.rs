//! Chemical perception: rings, aromaticity, bond orders, hydrogens, charges, substructure patterns, residue templates.
