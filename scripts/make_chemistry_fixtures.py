#!/usr/bin/env python3
"""Writes fixtures/perception/{perception,patterns}.json: what RDKit perceives in molecules of our own choice.

Run with a Python that has rdkit: python scripts/make_chemistry_fixtures.py
"""

import json
from pathlib import Path

from rdkit import Chem, rdBase

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "perception"

# Written by hand: functional groups, drugs, heterocycles, cages, ions, odd valences.
SMILES = """
C CC CCC C=C C#C C=C=C CC#N C#CC=C CO CC(=O)O CC(=O)[O-] CC(=O)N CC(=O)NC COC(C)=O CC(=O)OC(C)=O C=O CC=O CC(C)=O
CN CNC CN(C)C C[NH3+] C[N+](C)(C)C C=[NH2+] CC(N)=N CC(N)=[NH2+] NC(N)=N NC(N)=[NH2+] CNC(=N)N O=C=O N#N [C-]#[O+] C[N+]#[C-]
CS CSC CSSC CS(C)=O CS(C)(=O)=O CS(=O)(=O)O CS(=O)(=O)[O-] CS(=O)(=O)N CS(=O)(=O)NC OS(=O)(=O)O CC(=S)N C[S+](C)C CS(=O)O
CP CP(C)C CP(=O)(O)O COP(=O)([O-])OC COP(=O)([O-])[O-] C[P+](C)(C)C CP(C)(C)=O OP(O)O FP(F)(F)(F)F
C[N+](=O)[O-] CN=[N+]=[N-] C[N-][N+]#N C=[N+]=[N-] CON=O CN=O NN CNN CN=NC C/C=C/C C/C=C\\C C=CC=C C=CC=O C=CC(=O)O CC(=O)CC(C)=O
CF CCl CBr CI FC(F)F ClC(Cl)=C(Cl)Cl C[Si](C)(C)C CB(O)O C[Si](C)(C)O [Na+].[Cl-] [Cl-].C[NH3+] [Zn+2] [Mg+2].[O-]C(C)=O O [OH-] [OH3+] N [NH4+]
c1ccccc1 Cc1ccccc1 Oc1ccccc1 Nc1ccccc1 c1ccncc1 c1cc[nH+]cc1 c1ccncn1 c1cnccn1 c1ccnnc1 c1ncncn1 c1nncnn1 c1cc[nH]c1 c1ccoc1 c1ccsc1 c1cc[se]c1
c1c[nH]cn1 c1cn[nH]c1 c1cocn1 c1cscn1 c1cnsc1 c1cnoc1 c1nnc[nH]1 c1nnn[nH]1 c1nc[nH]n1 c1c[nH]c[nH+]1 Cn1ccnc1 c1cnon1 c1nnsc1 [n-]1cccc1 [n-]1nnnc1
c1ccc2ccccc2c1 c1ccc2[nH]ccc2c1 c1ccc2occc2c1 c1ccc2sccc2c1 c1ccc2ncccc2c1 c1ccc2cnccc2c1 c1ccc2nccnc2c1 c1ccc2[nH]cnc2c1 c1ncc2nc[nH]c2n1 c1cc2cccccc2c1
c1ccc2cc3ccccc3cc2c1 c1ccc2c(c1)ccc1ccccc12 c1cc2ccc3cccc4ccc(c1)c2c34 c1ccc2c(c1)[nH]c1ccccc12 c1ccc2c(c1)Cc1ccccc1-2 c1cc2ccn3cccc3c2n1C
c1ccc(-c2ccccc2)cc1 c1ccc2c(c1)CCC2 C1CCc2ccccc2C1 c1ccc2c(c1)OCO2 O=c1cc[nH]cc1 O=c1cccc[nH]1 O=c1cccco1 O=C1C=CC(=O)C=C1 O=c1[nH]c(=O)cc[nH]1 Cn1c(=O)c2c(ncn2C)n(C)c1=O
O=c1ccoc2ccccc12 O=c1oc2ccccc2cc1 C[n+]1ccccc1 [O-][n+]1ccccc1 C1=CCC=C1 [cH-]1cccc1 c1cc[cH+]cc[cH]1 C1=CC=CC=CC=C1 C1=CC=C1 C1=CC1 C1=C[CH+]1 O=C1C=C1 O=C1C=CC=CC=C1
C1CC1 C1CCC1 C1CCCC1 C1CCCCC1 C1CO1 C1CN1 C1CS1 C1CCOC1 C1CCNCC1 C1COCCN1 C1CNCCN1 C1CC=CCC1 O=C1CCCN1 O=C1CCCCO1 O=C1NC(=O)CC1 O=C1NC(=O)c2ccccc21 C1CCCCCCCCCCC1
C12C3C4C1C5C2C3C45 C1C2CC3CC1CC(C2)C3 C1CC2CCC1CC2 C1CC2CCC1C2 C1CC2(C1)CCC2 C1CCC2CCCCC2C1 C1CC12CC2 C1C2CC1C2 C1=CC2CC1C=C2 C1CN2CCC1CC2
CC(=O)Oc1ccccc1C(=O)O CC(=O)Nc1ccc(O)cc1 CC(C)Cc1ccc(C(C)C(=O)O)cc1 CN1CCC[C@H]1c1cccnc1 CN1C=NC2=C1C(=O)N(C)C(=O)N2C
NC(Cc1c[nH]c2ccccc12)C(=O)O NC(Cc1ccccc1)C(=O)NCC(=O)O NC(CCCNC(N)=[NH2+])C(=O)[O-] [NH3+]C(Cc1c[nH]cn1)C([O-])=O C[S+](CCC(N)C(=O)O)CC
Nc1ncnc2c1ncn2C1OC(COP(=O)(O)OP(=O)(O)OP(=O)(O)O)C(O)C1O Cc1cn(C2CC(O)C(CO)O2)c(=O)[nH]c1=O Nc1ccn(C2OC(CO)C(O)C2O)c(=O)n1
NC(=O)c1ccc[n+](C2OC(CO)C(O)C2O)c1 Cc1cc2nc3c(=O)[nH]c(=O)nc-3n(CC(O)CO)c2cc1C OCC1OC(O)C(O)C(O)C1O CC(=O)NC1C(O)OC(CO)C(O)C1O
Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1 CN(C)CCc1c[nH]c2ccc(CS(N)(=O)=O)cc12 CC1(C)SC2C(NC(=O)Cc3ccccc3)C(=O)N2C1C(=O)O
COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1 CCCc1nn(C)c2c1nc([nH]c2=O)-c1cc(ccc1OCC)S(=O)(=O)N1CCN(C)CC1 Clc1ccc2c(c1)C(c1ccccc1)=NCC(=O)N2C
CC12CCC3C(CCC4=CC(=O)CCC34C)C1CCC2O CC(C)CCCC(C)C1CCC2C3CC=C4CC(O)CCC4(C)C3CCC12C O=C(O)c1cc(N=Nc2ccccc2)ccc1O N#Cc1ccccc1 OB(O)c1ccccc1 c1ccc(cc1)[N+](=O)[O-] O=S1(=O)NCc2ccccc21
C1=CC(=[NH2+])C=CC1=C(c1ccc(N)cc1)c1ccc(N)cc1 c1cc2cc3ccc(cc4ccc(cc5ccc(cc1n2)[nH]5)n4)[nH]3 c1ccc2c(c1)Nc1ccccc1S2 O=c1c(O)c(-c2ccc(O)c(O)c2)oc2cc(O)cc(O)c12
C1OC2COC1CO2 C1CC2CC1C1CCC2C1 C(#N)C(C#N)=C(C#N)C#N CC=C=O CN=C=O CN=C=S CSC#N C1=NCCN1 C1=NCCS1 N1C=CC=CC=C1 O1C=CC=CC=C1 c1ccc2c(c1)CCc1ccccc1C2 [2H]C([2H])([2H])O [13CH3]C
""".split()

SMARTS = r"""
* [*] C c [#6] N n O [#7] [#8] [#16] [C,N] [c,n] [C,c;R] [!C] [!#6;!#1] [#6,#7,#8] A a [A;R] [a;R2] [*;R1] [R] [R0] [!R] [R1] [R2] [R3] [r] [r3] [r5] [r6] [r7] [!r5]
[x] [x0] [x2] [x3] [D1] [D2] [D3] [D4] [D] [X1] [X2] [X3] [X4] [H] [H0] [H1] [H2] [H3] [h0] [h1] [h2] [v2] [v3] [v4] [v5] [v6] [+] [-] [+1] [-1] [++] [+2] [+0] [!+0] [$([N+]),$([O-])]
[2H] [2#1] [13C] [0C] [^1] [^2] [^3] [^2;#7] [#7^3] [C^2] [C;^1] [OX2H] [OX1] [NX3] [NX3;H2] [NX3;H2,H1] [NX3;H2,H1;!$(NC=O)] [nX3] [nX2] [n;H1] [nH] [cH] [cD3] [CH3] [CH2] [CX4] [CX4H0] [CH3,CH2]
CC C-C C=C C#C C~C c:c cc C=O C-O [#6]=[#8] [#6]-[#8] [#6]~[#8] [#6]-,=[#8] [#6]!-[#8] [#6]!=[#8] [#6]@[#6] [#6]!@[#6] [#6]-!@[#6] [#6]-@[#6] [#6]=@[#6] *:* *=* *#* *-*
[#6]=,#[#7] [*]-;@[*] [*]=;!@[*] [#6]-,:[#6] [#6]-&@[#6] [#6]!#[#6] [#6]!:[#6] CCC CCCC CC(C)C C(C)(C)C c1ccccc1 c1ccncc1 C1CCCCC1 [#6]1[#6][#6][#6][#6][#6]1 *1***1 *1**1 *1****1 *1*****1 *1*~*~*~*~*~1 C1CC1
[CX3](=O)[OX2H1] [CX3](=O)[OX1H0-,OX2H1] C(=O)O C(=O)[O-] C(=O)[O;H1,-] [NX3][CX3](=[OX1])[#6] NC=O [NX3;H2,H1;!$(NC=O)] [NX3;!$(NC=[O,S,N]);!$(N-a)] [$([NX3](=O)=O),$([NX3+](=O)[O-])][!#8] [N+](=O)[O-]
[SX4](=O)(=O) S(=O)(=O)N S(=O)(=O)[O;H1,-] [$([#16X4](=[OX1])=[OX1])] [#16X2H] [SX2] [#16X2][#16X2] P(=O)(O)O [P](~O)(~O) [PX4] OP(=O)O [#15](~[#8])~[#8] CN=[N+]=[N-] [NX2]=[NX2] N=N [NX1]#[CX2] C#N
[CX3]=[NX2] NC(=N)N [NX3]C(=[NX3+])[NX3] [NX3][CX3]=[NX3+] [$([CX3](=N)(N)N)] [OX2H][#6X3]=[#6] [OX2H]c [OX2]([#6])[#6] [OX2;R] [O;R] [#8;r6] [#8r5] [F,Cl,Br,I] [#6][F,Cl,Br,I] [!#1] [#1] [#0] [#6;!R;!$(C=O)]
[$([#6]-[#7])] [$(C-N),$(C-O)] [!$(C-N)&C] [$([CX3]=[OX1]),$([CX3+]-[OX1-])] [$(a1aaaaa1)] [$(a:a-!@a)] [$(c(c)(c)c)] [$([cR2])] [c;$(c1ccccc1)] [c;!$(c1ccccc1)] [n;$(n1cccc1)] [$([nH]1cccc1)] [#7;!$([#7]~[#6]=,:[#7,#8,#16])]
[#6][#7][#6] [#6]~[#7]~[#6] [#6]C(=O)[#6] *!@*!@* *@*@* [!#6]~[!#6] [R]!@[R] [R]-;!@[!R] [a]!:[a] a-a a:a:a c-!@c [CX4;R]-[CX4;R] [C;R1][C;R2] [*;r5;r6] [*;R2]~[*;R2] C.O [Na+].[Cl-] O.N [#6].[#7].[#8]
[N;+1] [N,O,S;-] [NX4+] [NX4;+] [#7+] [#7;+;!$([#7+]~[#8-])] [O-]C=O [O-][#6]~O [Cl-] [Zn+2] [Mg,Zn,Ca] [Na+,K+] [Si] [Se,se] [se] [B] [#5] b [#14] [P;v5] [S;v6] [Sv4] [N;v5]
[C@H] [C@@H](N)C N[C@@H](C)C(=O)O C/C=C/C F/C=C\F [#6]1~[#6]~[#6]~[#6]~[#6]~[#6]~1 c1ccc2ccccc2c1 [#7]1~[#6]~[#7]~[#6]~[#6]~1 C1CC2CCC1CC2 *12*~*~*1*~*~2 C%10CCCCC%10 [CH2;X4;!R]-[CH2] [D3]~[D3] [D1]~[D3]
[$([N;H1,H2,H3]),$([n;H1]),$([O;H1]),$([S;H1])] [#8,#7;H1,H2] [O;H1,H0&-] [!#6;!#1;H0] [N&H2,N&H1;X3] [C,N;R0;!$(*=*)] [!$([#6,H0,-,-2,-3])] [!$([D1])&!$(*#*)]-&!@[!$([D1])&!$(*#*)] [#6&R&!a] [A&!#6] [a&!c]
[C;!D4;!D3] [c,n;D3] [#7;X2,X3;r5] [$([OH]-*=[!#6])] [CH]=O [CX3H1](=O)[#6] [OX2H0] [#6X3]=[#6X3] [#6X2]#[#6X2] [CX2] [$([#6X2])] [$(*(~*)~*)] [$(*(~*)(~*)~*)] [$(*-*=*)] [$(*=*-*=*)] [C;$(C=C-C=O)]
""".split()


def molecules():
    for smiles in SMILES:
        mol = Chem.MolFromSmiles(smiles)
        assert mol is not None, smiles
        yield smiles, mol
        if smiles in {"c1ccccc1", "CC(=O)N", "CC(=O)O", "NC(N)=[NH2+]", "c1c[nH]cn1", "CS(=O)(=O)N", "C1CNCCN1", "C[Si](C)(C)C"}:
            full = Chem.AddHs(mol)
            Chem.SanitizeMol(full)
            yield smiles + " with hydrogens", full


def perceived(name, mol):
    kekule = Chem.Mol(mol)
    Chem.Kekulize(kekule, clearAromaticFlags=True)
    order = {Chem.BondType.SINGLE: 1, Chem.BondType.DOUBLE: 2, Chem.BondType.TRIPLE: 3}
    return {
        "name": name,
        "elements": [a.GetAtomicNum() for a in mol.GetAtoms()],
        "charges": [a.GetFormalCharge() for a in mol.GetAtoms()],
        "isotopes": [a.GetIsotope() for a in mol.GetAtoms()],
        "bonds": [[b.GetBeginAtomIdx(), b.GetEndAtomIdx(), order[b.GetBondType()]] for b in kekule.GetBonds()],
        "aromatic_atoms": [a.GetIdx() for a in mol.GetAtoms() if a.GetIsAromatic()],
        "aromatic_bonds": [b.GetIdx() for b in mol.GetBonds() if b.GetIsAromatic()],
        "conjugated_bonds": [b.GetIdx() for b in mol.GetBonds() if b.GetIsConjugated()],
        "hybridization": [str(a.GetHybridization()) for a in mol.GetAtoms()],
        "hydrogens": [a.GetTotalNumHs(True) for a in mol.GetAtoms()],
        "rings": sorted(len(r) for r in mol.GetRingInfo().AtomRings()),
        "basis": sorted(len(r) for r in Chem.GetSSSR(Chem.Mol(mol))),
        "classes": list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeChirality=False)),
    }


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    mols = list(molecules())
    rows = ",\n".join(json.dumps(perceived(n, m), separators=(",", ":")) for n, m in mols)
    (HERE / "perception.json").write_text(f"[\n{rows}\n]\n")
    lines = []
    for smarts in dict.fromkeys(SMARTS):
        query = Chem.MolFromSmarts(smarts)
        assert query is not None, smarts
        # Unique matches (by set of atoms) of each molecule: count, and the sum over matches of a hash of their atoms.
        counts = [len(m.GetSubstructMatches(query, uniquify=True, maxMatches=100000)) for _, m in mols]
        first = [sorted({t[0] for t in m.GetSubstructMatches(query, uniquify=False, maxMatches=100000)}) for _, m in mols]
        hits = {str(i): [c, f] for i, (c, f) in enumerate(zip(counts, first)) if c}
        lines.append(json.dumps({"smarts": smarts, "hits": hits}, separators=(",", ":")))
    (HERE / "patterns.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    (HERE / "SOURCES.md").write_text(
        "# Where these files come from\n\n"
        "`perception.json` and `patterns.json`: made by `scripts/make_chemistry_fixtures.py` with RDKit "
        f"{rdBase.rdkitVersion} (BSD-3-Clause) from molecules and patterns written for this project.\n\n"
        "`patterns.json`: for each SMARTS, by molecule: number of unique matches, and the atoms its first atom can match.\n"
    )
    print(len(mols), "molecules", len(lines), "patterns")


main()
