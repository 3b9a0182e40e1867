//! Biological assemblies: `pdbx_struct_assembly`, `pdbx_struct_assembly_gen`, `pdbx_struct_oper_list`.
//!
//! An operator expression names operators: `1,2,5`, `1-60`, `(1-3,7)`, and products `(X0)(1-60)`, of which
//! the rightmost is applied first.

use super::{Block, header};
use crate::diagnostic::Log;
use geminal_structure::{Assembly, AssemblyPart, ChainIds, Name, Structure, Transform};
use rustc_hash::FxHashMap;

/// More copies than any real assembly has: an expression may multiply without end.
const MOST_COPIES: usize = 100_000;

pub(super) fn apply(block: &Block<'_>, structure: &mut Structure, log: &mut Log) {
    let operators = operators(block);
    let Some(table) = block.category("pdbx_struct_assembly_gen") else { return };
    let details = block.category("pdbx_struct_assembly");
    let mut assemblies: Vec<Assembly> = Vec::new();
    for row in 0..table.rows() {
        let Some(id) = table.get(row, "assembly_id") else { continue };
        let expression = table.get(row, "oper_expression").unwrap_or("");
        let transforms = match transforms(expression, &operators) {
            Ok(transforms) => transforms,
            Err(what) => {
                log.note(table.line, 0, format!("assembly {id}: {what}"), "this part of it is left out");
                continue;
            }
        };
        let chains = table.get(row, "asym_id_list").unwrap_or("").split(',').map(str::trim);
        let chains = ChainIds::Label(chains.filter(|id| !id.is_empty()).map(Name::from).collect());
        let part = AssemblyPart { chains, transforms };
        match assemblies.iter_mut().find(|assembly| assembly.id == id) {
            Some(assembly) => assembly.parts.push(part),
            None => {
                let text = details.and_then(|table| {
                    let row = (0..table.rows()).find(|&row| table.get(row, "id") == Some(id))?;
                    table.get(row, "oligomeric_details").or_else(|| table.get(row, "details"))
                });
                let details = text.unwrap_or("").to_owned();
                assemblies.push(Assembly { id: id.to_owned(), details, parts: vec![part] });
            }
        }
    }
    structure.assemblies = assemblies;
}

fn operators(block: &Block<'_>) -> FxHashMap<String, Transform> {
    let Some(table) = block.category("pdbx_struct_oper_list") else { return FxHashMap::default() };
    let operator = |row| Some((table.get(row, "id")?.to_owned(), header::transform(table, row)?));
    (0..table.rows()).filter_map(operator).collect()
}

/// The transforms that an expression names, in its order.
fn transforms(expression: &str, operators: &FxHashMap<String, Transform>) -> Result<Vec<Transform>, String> {
    let mut product: Option<Vec<Transform>> = None;
    for group in groups(expression)? {
        let mut factors = Vec::new();
        for id in members(group)? {
            let operator = operators.get(&id).ok_or_else(|| format!("there is no operator {id:?}"))?;
            factors.push(operator.clone());
        }
        product = Some(match product {
            None => factors,
            Some(left) if left.len().saturating_mul(factors.len()) > MOST_COPIES => {
                return Err(format!("{expression:?} means more than {MOST_COPIES} copies"));
            }
            Some(left) => {
                left.iter().flat_map(|outer| factors.iter().map(|inner| outer.after(inner))).collect()
            }
        });
    }
    product.ok_or_else(|| "it has no operator expression".to_owned())
}

/// The factors of a product: what stands in parentheses, or all of it.
fn groups(expression: &str) -> Result<Vec<&str>, String> {
    let mut groups = Vec::new();
    let mut rest = expression.trim();
    while !rest.is_empty() {
        let (group, next) = match rest.strip_prefix('(') {
            Some(inner) => inner.split_once(')').ok_or_else(|| format!("{expression:?} is not closed"))?,
            None => rest.split_at(rest.find('(').unwrap_or(rest.len())),
        };
        groups.push(group);
        rest = next.trim_start();
    }
    Ok(groups)
}

/// `1,3-5,P` as single ids.
fn members(group: &str) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for part in group.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let numbers = part.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        match numbers {
            Some((first, last)) => {
                let range: std::ops::RangeInclusive<u32> = first..=last;
                if range.clone().count() > MOST_COPIES {
                    return Err(format!("{part:?} names more than {MOST_COPIES} operators"));
                }
                ids.extend(range.map(|id| id.to_string()));
            }
            None => ids.push(part.to_owned()),
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operator_expressions() {
        let shift = |x| Transform { translation: [x, 0.0, 0.0], ..Transform::IDENTITY };
        let operators: FxHashMap<String, Transform> =
            [("1", 1.0), ("2", 2.0), ("3", 3.0), ("P", 10.0), ("X0", 100.0)]
                .map(|(id, x)| (id.to_owned(), shift(x)))
                .into_iter()
                .collect();
        for (expression, expected) in [
            ("1", &[1.0][..]),
            ("1,3", &[1.0, 3.0]),
            ("(1-3)", &[1.0, 2.0, 3.0]),
            ("(X0)(1-2,P)", &[101.0, 102.0, 110.0]),
            ("(1)(P)(X0)", &[111.0]),
            ("P(1,2)", &[11.0, 12.0]),
        ] {
            let found = transforms(expression, &operators).unwrap();
            let found: Vec<f64> = found.iter().map(|t| t.translation[0]).collect();
            assert_eq!(found, expected, "{expression}");
        }
        for expression in ["", "9", "(1", "1-4000000000"] {
            assert!(transforms(expression, &operators).is_err(), "{expression}");
        }
    }
}
