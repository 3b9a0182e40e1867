//! `atom_site` and `atom_site_anisotrop` as columns.

use super::Labels;
use geminal_structure::{Name, Structure};
use std::borrow::Cow;
use std::sync::Arc;

/// A column of a table of atoms.
pub(crate) struct Column<'a> {
    pub(crate) item: Cow<'a, str>,
    pub(crate) values: Values<'a>,
    /// What stands for no value: `?` or `.`.
    pub(crate) null: u8,
}

/// The values of a column, by row; none for no value.
pub(crate) enum Values<'a> {
    Integers(Box<dyn Fn(usize) -> Option<i32> + Send + Sync + 'a>),
    /// With the least number of decimals of the text.
    Floats(Box<dyn Fn(usize) -> f64 + Send + Sync + 'a>, usize),
    /// The same in single precision.
    Singles(Box<dyn Fn(usize) -> f32 + Send + Sync + 'a>, usize),
    Texts(Box<dyn Fn(usize) -> Cow<'a, str> + Send + Sync + 'a>),
}

fn texts<'a>(item: &'a str, null: u8, of: impl Fn(usize) -> Cow<'a, str> + Send + Sync + 'a) -> Column<'a> {
    Column { item: item.into(), values: Values::Texts(Box::new(of)), null }
}

fn integers<'a>(item: &'a str, null: u8, of: impl Fn(usize) -> Option<i32> + Send + Sync + 'a) -> Column<'a> {
    Column { item: item.into(), values: Values::Integers(Box::new(of)), null }
}

fn letter(byte: u8) -> Cow<'static, str> {
    if byte.is_ascii_graphic() { Cow::Owned(char::from(byte).to_string()) } else { Cow::Borrowed("") }
}

/// The columns in the order of the PDB's own files.
pub(super) fn columns<'a>(s: &'a Structure, labels: &'a Labels) -> Vec<Column<'a>> {
    let residue_of: Arc<[u32]> = s.residue_of_atoms().into();
    let chain_of: Arc<[u32]> = s.chain_of_residues().into();
    let model_of: Arc<[i32]> = (0..s.models.len())
        .flat_map(|model| s.models.chains(model).map(move |_| s.models.number[model]))
        .collect();
    let own = |key: &str| s.atoms.other.iter().find(|(known, _)| known == key).map(|(_, column)| column);
    // An atom's column of its residue's or its chain's values.
    let of_residue = |column: &'a [Name]| {
        let residue_of = residue_of.clone();
        move |i: usize| Cow::Borrowed(column[residue_of[i] as usize].as_str())
    };
    let (serials, names) = (serials(s), atom_names(s));
    let author_names = names.clone();
    let (r1, r2, r3, r4, r5) =
        (residue_of.clone(), residue_of.clone(), residue_of.clone(), residue_of.clone(), residue_of.clone());
    let (c1, c2) = (chain_of.clone(), chain_of);
    let (author_comp, author_name) = (own("auth_comp_id"), own("auth_atom_id"));
    let axis = |item: &'a str, k: usize| Column {
        item: item.into(),
        values: Values::Floats(Box::new(move |i| s.atoms.position[i][k]), 3),
        null: b'?',
    };
    let single = |item: &'a str, column: &'a [f32]| Column {
        item: item.into(),
        values: Values::Singles(Box::new(move |i| column[i]), 2),
        null: b'?',
    };
    let mut columns = vec![
        texts("group_PDB", b'?', |i| Cow::Borrowed(if s.atoms.hetero[i] { "HETATM" } else { "ATOM" })),
        integers("id", b'?', move |i| Some(serials.as_ref().map_or(i as i32 + 1, |serials| serials[i]))),
        texts("type_symbol", b'?', |i| Cow::Borrowed(symbol(s, i))),
        texts("label_atom_id", b'?', move |i| names.get(i)),
        texts("label_alt_id", b'.', |i| letter(s.atoms.alt_loc[i])),
        texts("label_comp_id", b'?', of_residue(&labels.component)),
        texts("label_asym_id", b'?', of_residue(&labels.chain)),
        texts("label_entity_id", b'?', of_residue(&labels.entity)),
        integers("label_seq_id", b'.', move |i| labels.number[r1[i] as usize]),
        texts("pdbx_PDB_ins_code", b'?', move |i| letter(s.residues.insertion_code[r2[i] as usize])),
        axis("Cartn_x", 0),
        axis("Cartn_y", 1),
        axis("Cartn_z", 2),
        single("occupancy", &s.atoms.occupancy),
        single("B_iso_or_equiv", &s.atoms.b_factor),
        integers("pdbx_formal_charge", b'?', |i| {
            Some(i32::from(s.atoms.formal_charge[i])).filter(|&q| q != 0)
        }),
        integers("auth_seq_id", b'?', move |i| Some(s.residues.number[r3[i] as usize])),
        texts("auth_comp_id", b'?', move |i| {
            let own = author_comp.map_or("", |column| &column[i]);
            Cow::Borrowed(if own.is_empty() { &labels.component[residue_of[i] as usize] } else { own })
        }),
        texts("auth_asym_id", b'?', move |i| Cow::Borrowed(&labels.author[c1[r4[i] as usize] as usize])),
        texts("auth_atom_id", b'?', move |i| {
            let own = author_name.map_or("", |column| column[i].as_str());
            if own.is_empty() { author_names.get(i) } else { Cow::Borrowed(own) }
        }),
        integers("pdbx_PDB_model_num", b'?', move |i| Some(model_of[c2[r5[i] as usize] as usize])),
    ];
    for (key, column) in &s.atoms.other {
        if is_item(key) && !matches!(key.as_str(), "auth_comp_id" | "auth_atom_id") {
            columns.push(texts(key, b'?', |i| Cow::Borrowed(column[i].as_str())));
        }
    }
    columns
}

/// Whether a further column can be an item of `atom_site`.
fn is_item(key: &str) -> bool {
    !key.is_empty()
        && !key.starts_with("MDL")
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.[]/".contains(&b))
}

fn symbol(s: &Structure, atom: usize) -> &'static str {
    let element = s.atoms.element[atom];
    match (element.number(), s.atoms.isotope.as_ref().map_or(0, |isotope| isotope[atom])) {
        (1, 2) => "D",
        (1, 3) => "T",
        _ => UPPER[element.number() as usize],
    }
}

/// Symbols in upper case, as the PDB writes them; `X` for no element.
static UPPER: std::sync::LazyLock<[&'static str; 119]> = std::sync::LazyLock::new(|| {
    std::array::from_fn(|number| {
        let element = geminal_structure::Element::from_number(number as u8).unwrap_or_default();
        &*element.symbol().to_ascii_uppercase().leak()
    })
});

/// The atoms' serials if each is there once in the file; else they are counted.
fn serials(s: &Structure) -> Option<&[i32]> {
    // Nearly all files count upwards, which needs no table to check.
    let ascending = s.atoms.serial.windows(2).all(|pair| pair[0] < pair[1]);
    let unique = || {
        let mut seen = rustc_hash::FxHashSet::default();
        s.atoms.serial.iter().all(|serial| seen.insert(serial))
    };
    (ascending || unique()).then_some(&s.atoms.serial)
}

/// Atom names; molecules without names get symbol and number, new in each residue.
#[derive(Clone)]
enum AtomNames<'a> {
    Own(&'a [Name]),
    Made(Arc<[Name]>),
}

impl<'a> AtomNames<'a> {
    fn get(&self, atom: usize) -> Cow<'a, str> {
        match self {
            AtomNames::Own(names) => Cow::Borrowed(names[atom].as_str()),
            AtomNames::Made(names) => Cow::Owned(names[atom].to_string()),
        }
    }
}

fn atom_names(s: &Structure) -> AtomNames<'_> {
    if s.atoms.name.iter().all(|name| !name.is_empty()) {
        return AtomNames::Own(&s.atoms.name);
    }
    AtomNames::Made(made_names(s).into())
}

/// The atoms' names, those without one named by symbol and number.
pub(super) fn made_names(s: &Structure) -> Vec<Name> {
    let mut names = s.atoms.name.clone();
    for r in 0..s.residues.len() {
        let mut counts = rustc_hash::FxHashMap::<&str, usize>::default();
        for i in s.residues.atoms(r).filter(|&i| s.atoms.name[i].is_empty()) {
            let symbol = s.atoms.element[i].symbol();
            let count = counts.entry(symbol).or_default();
            *count += 1;
            names[i] = format!("{}{count}", symbol.to_ascii_uppercase()).into();
        }
    }
    names
}

/// Displacements of the atoms that have one, and how many those are.
pub(super) fn anisotropic(s: &Structure) -> (Vec<Column<'_>>, usize) {
    let Some(all) = &s.atoms.anisotropic else { return (Vec::new(), 0) };
    let rows: Arc<[u32]> = (0u32..).zip(all).filter(|(_, u)| **u != [0.0; 6]).map(|(i, _)| i).collect();
    let count = rows.len();
    let serials = serials(s);
    let (ids, symbols) = (rows.clone(), rows.clone());
    let mut columns = vec![
        integers("id", b'?', move |k| {
            let i = ids[k] as usize;
            Some(serials.map_or(i as i32 + 1, |serials| serials[i]))
        }),
        texts("type_symbol", b'?', move |k| Cow::Borrowed(symbol(s, symbols[k] as usize))),
    ];
    for (k, item) in
        ["U[1][1]", "U[2][2]", "U[3][3]", "U[1][2]", "U[1][3]", "U[2][3]"].into_iter().enumerate()
    {
        let rows = rows.clone();
        let values = Values::Singles(Box::new(move |row| all[rows[row] as usize][k]), 4);
        columns.push(Column { item: item.into(), values, null: b'?' });
    }
    (columns, count)
}
