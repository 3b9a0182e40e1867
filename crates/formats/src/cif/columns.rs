//! Which column of `_atom_site` holds what.

/// Which column of the loop holds what; a column that is not there points behind the last, at a `?`.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) width: usize,
    pub(super) group: usize,
    pub(super) id: usize,
    pub(super) symbol: usize,
    pub(super) name: usize,
    pub(super) alt: usize,
    pub(super) comp: usize,
    pub(super) chain: usize,
    pub(super) label_chain: usize,
    pub(super) entity: usize,
    pub(super) label_number: usize,
    pub(super) insertion_code: usize,
    pub(super) position: [usize; 3],
    pub(super) occupancy: usize,
    pub(super) b_factor: usize,
    pub(super) charge: usize,
    pub(super) number: usize,
    pub(super) author_comp: usize,
    pub(super) author_name: usize,
    pub(super) model: usize,
    /// Columns without a place in the model.
    pub(super) other: Vec<usize>,
    /// Names of the further columns: those of `other`, then the author's names.
    pub(super) other_names: Vec<String>,
}

impl Columns {
    /// From the items of the loop, without `_atom_site.`.
    pub(super) fn new(items: &[&str]) -> Columns {
        let width = items.len();
        let mut used = vec![false; width];
        let mut find = |names: &[&str]| {
            let at = |name: &&str| items.iter().position(|item| item.eq_ignore_ascii_case(name));
            let column = names.iter().find_map(at);
            column.inspect(|&column| used[column] = true).unwrap_or(width)
        };
        let mut columns = Columns {
            width,
            group: find(&["group_PDB"]),
            id: find(&["id"]),
            symbol: find(&["type_symbol"]),
            name: find(&["label_atom_id", "auth_atom_id"]),
            alt: find(&["label_alt_id"]),
            comp: find(&["label_comp_id", "auth_comp_id"]),
            chain: find(&["auth_asym_id", "label_asym_id"]),
            label_chain: find(&["label_asym_id"]),
            entity: find(&["label_entity_id"]),
            label_number: find(&["label_seq_id"]),
            insertion_code: find(&["pdbx_PDB_ins_code"]),
            position: [find(&["Cartn_x"]), find(&["Cartn_y"]), find(&["Cartn_z"])],
            occupancy: find(&["occupancy"]),
            b_factor: find(&["B_iso_or_equiv"]),
            charge: find(&["pdbx_formal_charge"]),
            number: find(&["auth_seq_id", "label_seq_id"]),
            author_comp: find(&["auth_comp_id"]),
            author_name: find(&["auth_atom_id"]),
            model: find(&["pdbx_PDB_model_num"]),
            other: Vec::new(),
            other_names: Vec::new(),
        };
        columns.other = (0..width).filter(|&column| !used[column]).collect();
        let names = columns.other.iter().map(|&column| items[column]).chain(["auth_comp_id", "auth_atom_id"]);
        columns.other_names = names.map(str::to_owned).collect();
        columns
    }

    /// Whether there are coordinates to read.
    pub(super) fn has_positions(&self) -> bool {
        self.position.iter().all(|&column| column < self.width)
    }
}
