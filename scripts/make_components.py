#!/usr/bin/env python3
"""Make crates/chemistry/data/components.txt from the Chemical Component Dictionary.

Needs: pip install biotite gemmi. biotite carries the whole dictionary (wwPDB, CC0-1.0); gemmi's list of the
commonest residues of the PDB, with the names below, says which of its 49,000 components are kept.
Run from the repository's root: python scripts/make_components.py
"""
import os
import re

import biotite
import biotite.structure.info as info
import gemmi
import numpy as np
from biotite.structure.io.pdbx import BinaryCIFFile

# Beside gemmi's list: modified residues, caps, nucleotides, sugars, cofactors, buffers, ions often met.
MORE = """
ACE NME NH2 FOR NMA BOC CBZ MYR PLM FME PCA MSE SEP TPO PTR HYP CSO CSD OCS CME KCX LLP MLY MLZ M3L ALY NEP HIC AIB NLE ORN
DAL DAR DSG DAS DCY DGN DGL DHI DIL DLE DLY MED DPN DPR DSN DTH DTR DTY DVA SAR ABA CGU TYS TRQ CRO SEC PYL NVA HSE DAB DPP
BMT MVA MLE CAS CSS CSX SMC SNN ACB CIR AGM MEN MHO SME OMT TPQ TRN HTR FTR NIY IYR TYI DOH BHD PHD BFD SVA DHA DBB MAA
A C G U DA DC DG DT DU I DI N PSU 5MU 5MC H2U 1MA 2MG 7MG M2G OMC OMG OMU YYG 5BU BRU 8OG 5CM 6MZ A2M CBR GTP ATP ADP AMP ANP
ACP AGS GDP GMP GNP GSP CTP CDP CMP C5P UTP UDP UMP U5P TTP TMP TYD DTP DCP DGT DUT DUP IMP XMP SAM SAH SFG ADN GUN ADE URA CYT
NAD NAP NDP NAI FAD FMN COA ACO PLP PMP TPP TDP BTN THF FOL DHF MTX HEM HEC HEA HEB CLA CHL BCL BPH RET B12 CNC PQQ TPQ LPA H4B BH4
NAG NDG MAN BMA BGC GLC GAL GLA FUC FUL XYP XYS SIA SLB GCU IDS SGN A2G NGA RIB RIP FRU SUC TRE LAT MAL MLR LMT BOG BNG
GOL EDO PEG PGE PG4 1PE P6G 12P 15P PE4 MPD MRD MES EPE TRS BTB BCN CIT FLC TLA TAR ACT ACY FMT AZI SCN NO3 CO3 BCT PO4 PI SO4 SO3
CAC DMS IPA EOH MOH BME DTT DTU DTV IMD GAI URE BEN PHE MLI MLT OXL SIN OAA AKG PYR LAC POP PPV VO4 BEF ALF AF3 MGF WO4 MOO NO NO2 CN
CMO CO2 OXY PER PEO HOH DOD O OH HOA NH4 LI NA MG AL K CA CR MN MN3 FE FE2 CO 3CO NI 3NI CU CU1 ZN GA RB SR Y1 AG CD IN CS BA LA CE PR
SM EU GD TB YB LU W PT AU AU3 HG TL PB U1 F CL BR IOD XE KR AR FES SF4 F3S CLR CHD OLA OLC PLM STE MYS PC1 PEE CDL LHG PX4 DAO LDA
C8E SDS LMU CPS TAM ARS ARE AST STU TYL AIN IBP DXC TES EST STR HCY DEX IPH CFF TEP NCA NIC GSH GTT GDS BLA BCR LUT HAS SRM
IMD HEZ 1BO 16A DIO EGL DOX ACN CCN TFA ACM SPM SPD PUT TCE CHT BET SRT GLV MLA PGA 3PG 2PG PEP G6P F6P FBP G1P R5P
""".split()

# Files that still use other names for a component: forcefields' protonation states, older PDB, programs' waters and ions.
SYNONYMS = {
    "HIS": "HID HIE HIP HSD HSE HSP HISD HISE HISH HISA HISB HID+ HSC NHIS CHIS HISP", "ASP": "ASH ASPH ASPP", "GLU": "GLH GLUH GLUP",
    "LYS": "LYN LYSN LYSH LSN", "ARG": "ARN", "CYS": "CYX CYM CYSH CYS2 CYN CYSP", "TYR": "TYM", "MET": "", "ILE": "",
    "DA": "DA5 DA3 DAN", "DC": "DC5 DC3 DCN", "DG": "DG5 DG3 DGN", "DT": "DT5 DT3 DTN", "A": "RA RA5 RA3 A5 A3 ADE", "C": "RC RC5 RC3 C5 C3 CYT",
    "G": "RG RG5 RG3 G5 G3 GUA", "U": "RU RU5 RU3 U5 U3 URA", "HOH": "WAT H2O TIP3 TIP TIP4 TIP5 SOL SPC TP3 TP4 TIP3P OH2 HHO OHH",
    "DOD": "D2O", "NA": "SOD NA+ Na+", "CL": "CLA CL- Cl-", "K": "POT K+", "MG": "MG2 MG+2 MG2+", "CA": "CAL CA2 CA2+", "ZN": "ZN2 ZN2+", "ACE": "",
    "NME": "NMA CT3", "CS": "CES", "LI": "LI+ LIT", "THY": "",
}
SYNONYMS = {k: [s for s in v.split()] for k, v in SYNONYMS.items() if v}
KEPT_NAMES = {"ADE", "CYT", "GUN", "URA", "CLA", "HSE", "HSP", "NMA"}  # components of their own in the dictionary

HEAD = """\
# Components (residues, ligands, waters, ions): atoms, bonds and hydrogens.
# Source: Chemical Component Dictionary, wwPDB (https://www.wwpdb.org/data/ccd), CC0-1.0, as carried by biotite {version}.
# Made by scripts/make_components.py; {count} components. Names of other programs for some of them ('=') are ours.
#
# @ID letter kind parent name ...       kind: P peptide, D DNA, R RNA, S saccharide, W water, I ion, L other; '-' for none
# = OTHER ...                           other names of the component
# atoms, in the dictionary's order, a token each: name:element[+n|-n][!][=old name][/shape]
#   ! leaving atom; the shape, of an atom p that carries hydrogens h1, h2 ... besides other neighbours a, b ...
#   (each in the order of this table), tells how they stand in the model coordinates:
#   ^ tetrahedral; of two hydrogens beside two neighbours h1 has (a-p) x (b-p) . (h1-p) > 0; three have (h1-p) x (h2-p) . (h3-p) > 0
#   v tetrahedral, with < 0
#   _ planar; of two hydrogens h1 is cis to the first other neighbour of a
#   - planar, h1 is trans to it
#   | linear
# bonds, by atom number from 0: a-b single, a=b double, a#b triple; a~b and a:b as - and = in an aromatic system
"""


def kind(type_, ident, pdbx_type, atoms):
    t = type_.upper()
    if ident in ("HOH", "DOD"):
        return "W"
    if "PEPTIDE" in t and t != "PEPTIDE-LIKE" or ident in ("ACE", "NME", "NH2", "FOR", "NMA"):
        return "P"
    if "DNA" in t:
        return "D"
    if "RNA" in t:
        return "R"
    if "SACCHARIDE" in t:
        return "S"
    return "I" if atoms == 1 else "L"


def shape(p, xyz, neighbors, hydrogen):
    """How the hydrogens of an atom stand, from the coordinates; the head of the table explains the marks."""
    near = sorted(neighbors[p])
    h = [xyz[j] - xyz[p] for j in near if hydrogen[j]]
    heavy = [j for j in near if not hydrogen[j]]
    a = [xyz[j] - xyz[p] for j in heavy]
    angles = [np.degrees(np.arccos(np.clip(np.dot(u, v) / np.linalg.norm(u) / np.linalg.norm(v), -1, 1)))
              for k, u in enumerate(a + h) for v in (a + h)[:k]]
    if len(near) == 2 and angles[0] > 160:
        return "|"
    if len(near) == 3 and sum(angles) > 350 or len(near) == 2 and angles[0] > 114:
        if len(h) == 2 and len(neighbors[heavy[0]]) > 1:
            beyond = sorted(j for j in neighbors[heavy[0]] if j != p)
            u, v = xyz[beyond[0]] - xyz[heavy[0]], h[0]
            axis = a[0] / np.linalg.norm(a[0])
            u, v = u - axis * np.dot(u, axis), v - axis * np.dot(v, axis)
            return "_" if np.dot(u, v) > 0 else "-"
        return "_"
    if len(h) == 2 and len(a) == 2:
        return "^" if np.dot(np.cross(a[0], a[1]), h[0]) > 0 else "v"
    if len(h) == 3:
        return "^" if np.dot(np.cross(h[0], h[1]), h[2]) > 0 else "v"
    return "^"


def main():
    path = os.path.join(os.path.dirname(info.__file__), "components.bcif")
    block = BinaryCIFFile.read(path).block
    comp, atom, bond = (block[k] for k in ("chem_comp", "chem_comp_atom", "chem_comp_bond"))

    def columns(category, *names):
        return [category[n].as_array() for n in names]

    ids, types, letters, parents, names, pdbx = columns(
        comp, "id", "type", "one_letter_code", "mon_nstd_parent_comp_id", "name", "pdbx_type")
    row = {str(k): n for n, k in enumerate(ids)}
    common = {k for k in row if gemmi.find_tabulated_residue(k).found()}
    # Not the ambiguous ones, which have atoms of no element (ASX, GLX, UNX ...).
    chosen = (common | set(MORE)) & set(row)
    a_comp, a_id, a_alt, a_el, a_q, a_leave = columns(
        atom, "comp_id", "atom_id", "alt_atom_id", "type_symbol", "charge", "pdbx_leaving_atom_flag")
    chosen = sorted(chosen - {str(c) for c in a_comp[a_el == "X"]})
    ideal = np.stack(columns(atom, *(f"pdbx_model_Cartn_{x}_ideal" for x in "xyz")), 1).astype(float)
    model = np.stack(columns(atom, *(f"model_Cartn_{x}" for x in "xyz")), 1).astype(float)
    mask = atom["model_Cartn_x"].mask
    has_model = np.ones(len(a_id), bool) if mask is None else mask.array == 0
    b_comp, b_1, b_2, b_order, b_arom = columns(bond, "comp_id", "atom_id_1", "atom_id_2", "value_order", "pdbx_aromatic_flag")
    order_a, order_b = np.argsort(a_comp, kind="stable"), np.argsort(b_comp, kind="stable")
    sorted_a, sorted_b = a_comp[order_a], b_comp[order_b]

    def rows(order, sorted_, ident):
        return order[np.searchsorted(sorted_, ident):np.searchsorted(sorted_, ident, side="right")]

    lines = []
    for ident in chosen:
        ra, rb = rows(order_a, sorted_a, ident), rows(order_b, sorted_b, ident)
        index = {str(a_id[r]): n for n, r in enumerate(ra)}
        # The model's hydrogens are named by IUPAC's rule where the ideal ones are not (ARG, ILE, LEU, MET).
        xyz = model[ra] if has_model[ra].all() else ideal[ra]
        pairs = [(index[str(b_1[r])], index[str(b_2[r])], str(b_order[r]), str(b_arom[r])) for r in rb]
        neighbors = {n: [] for n in range(len(ra))}
        for i, j, *_ in pairs:
            neighbors[i].append(j)
            neighbors[j].append(i)
        hydrogen = [str(a_el[r]) in ("H", "D") for r in ra]
        tokens = []
        for n, r in enumerate(ra):
            q = int(a_q[r])
            old = "".join(str(a_alt[r]).split())
            assert not set(f"{a_id[r]}{old}") & set(":=!/ "), (ident, a_id[r])
            token = f"{a_id[r]}:{str(a_el[r]).capitalize()}" + (f"{q:+d}" if q else "") + ("!" if a_leave[r] == "Y" else "")
            if old != a_id[r]:
                token += f"={old}"
            if any(hydrogen[j] for j in neighbors[n]):
                token += "/" + shape(n, xyz, neighbors, hydrogen)
            tokens.append(token)
        mark = {("SING", "N"): "-", ("DOUB", "N"): "=", ("TRIP", "N"): "#", ("SING", "Y"): "~", ("DOUB", "Y"): ":"}
        bonds = [f"{i}{mark.get((o, a), '-')}{j}" for i, j, o, a in pairs]
        n = row[ident]
        one = str(letters[n]) if len(str(letters[n])) == 1 and str(letters[n]) != "?" else "-"
        parent = str(parents[n]) if re.fullmatch(r"\w+", str(parents[n])) else "-"
        kind_ = kind(str(types[n]), ident, str(pdbx[n]), len(ra))
        lines.append(f"@{ident} {one} {kind_} {parent} " + " ".join(str(names[n]).split()))
        others = [s for s in SYNONYMS.get(ident, []) if s not in row or s in ("CYT", "ADE", "URA", "CLA") and s not in chosen
                  or s not in chosen and s in row]
        if others:
            lines.append("= " + " ".join(others))
        lines.append(" ".join(tokens))
        lines.append(" ".join(bonds))
    with open("crates/chemistry/data/components.txt", "w") as out:
        out.write(HEAD.format(version=biotite.__version__, count=len(chosen)))
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
