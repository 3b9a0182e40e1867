"""A plugin on the public library nanome 0.42.1 that calls whatever the library offers and checks what comes back.

    checklist_plugin.py PORT

On "run" it goes through its checks, and tells each in a notification: "ok NAME", or "failed NAME: why". "Advanced
settings" shows a menu; callbacks of widgets, of the workspace and of integrations tell themselves as notifications too.
"""
import asyncio
import os
import sys
import tempfile
import traceback
from types import SimpleNamespace

import nanome
from nanome.api import ui
from nanome.api.interactions import Interaction
from nanome.api.macro import Macro
from nanome.api.shapes import Anchor, Label, Line, Mesh, Shape, Sphere
from nanome.api.streams import Stream
from nanome.api.structure import Bond, Complex, Workspace
from nanome.api.volumetric import VolumeData, VolumeLayer, VolumeProperties
from nanome.util import Color, Process, Quaternion, Vector3, async_callback, enums
from nanome.util.file import FileError, FileSaveData, LoadInfoDone
from nanome.util.stream import StreamCreationError

OK = enums.NotificationTypes.success
BAD = enums.NotificationTypes.error

PDB = """\
ATOM      1  N   GLY A   1       0.000   0.000   0.000  1.00  0.00           N
ATOM      2  CA  GLY A   1       1.450   0.000   0.000  1.00  0.00           C
ATOM      3  C   GLY A   1       2.000   1.420   0.000  1.00  0.00           C
ATOM      4  O   GLY A   1       1.250   2.390   0.000  1.00  0.00           O
END
"""


def same(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def near(found, expected):
    found, expected = list(found), list(expected)
    assert len(found) == len(expected) and all(abs(a - b) < 1e-3 for a, b in zip(found, expected)), (
        f"{found} is not {expected}"
    )


def place(vector):
    return [vector.x, vector.y, vector.z]


def glycine(name):
    with tempfile.NamedTemporaryFile("w", suffix=".pdb", delete=False) as file:
        file.write(PDB)
    made = Complex.io.from_pdb(path=file.name)
    os.unlink(file.name)
    made.name = name
    return made


class Checklist(nanome.AsyncPluginInstance):
    def start(self):
        self.updates = 0
        self.say("started")
        for name in vars(self.integration):
            setattr(self.integration, name, lambda request, name=name: self.integrate(name, request))

    def say(self, text, kind=OK):
        self.send_notification(kind, text)

    def update(self):
        self.updates += 1

    def on_stop(self):
        pass

    def on_complex_added(self):
        self.say("complex added")

    def on_complex_removed(self):
        self.say("complex removed")

    def on_complex_list_changed(self):
        self.say("complex list changed")

    def on_presenter_change(self):
        self.say("presenter changed")

    @async_callback
    async def on_run(self):
        for name in dir(self):
            if not name.startswith("check_"):
                continue
            try:
                await asyncio.wait_for(getattr(self, name)(), 15)
                self.say(f"ok {name[6:]}")
            except Exception:
                self.say(f"failed {name[6:]}: {traceback.format_exc()[-400:]}", BAD)
        self.say("done")

    # --- workspace ---------------------------------------------------------------------------------------------------

    async def first(self):
        listed = await self.request_complex_list()
        found = await self.request_complexes([listed[0].index])
        return found[0]

    async def check_a_workspace_is_given_whole(self):
        workspace = await self.request_workspace()
        same([c.name for c in workspace.complexes], ["5ht1b"])
        same(len(list(workspace.complexes[0].atoms)), 2486)
        assert self.updates > 0

    async def check_b_list_is_shallow_and_complexes_are_deep(self):
        listed = await self.request_complex_list()
        same([(c.name, len(list(c.atoms))) for c in listed], [("5ht1b", 0)])
        found = await self.request_complexes([listed[0].index, 999999])
        same(len(list(found[0].atoms)), 2486)
        assert len(list(found[0].bonds)) > 2486
        same(found[1], None)

    async def check_c_structures_come_change_and_go(self):
        added = await self.add_to_workspace([glycine("made")])
        same([(c.name, len(list(c.atoms))) for c in added], [("made", 4)])
        made = added[0]
        assert made.index > 0 and all(atom.index > 0 for atom in made.atoms)
        same((await self.request_complex_list())[-1].name, "made")
        made.name = "renamed"
        made.position = Vector3(1, 2, 3)
        made.rotation = Quaternion(0, 0, 0.6, 0.8)
        self.update_structures_shallow([made])
        atom = next(made.atoms)
        atom.selected = True
        atom.set_visible(True)
        atom.labeled, atom.label_text = True, "first"
        self.update_structures_shallow([atom])
        (found,) = await self.request_complexes([made.index])
        same(found.name, "renamed")
        near(place(found.position), [1, 2, 3])
        first = next(found.atoms)
        same((first.selected, first.labeled, first.label_text), (True, True, "first"))
        # The way into the workspace and back.
        inside = found.get_complex_to_workspace_matrix() * first.position
        near(place(found.get_workspace_to_complex_matrix() * inside), place(first.position))
        # A descendant that is missing is removed; one that is new is made.
        residue = next(found.residues)
        residue.remove_atom(list(residue.atoms)[3])
        await self.update_structures_deep([found])
        (found,) = await self.request_complexes([made.index])
        same([atom.name for atom in found.atoms], ["N", "CA", "C"])
        await self.zoom_on_structures([found])
        await self.center_on_structures(list(found.atoms))
        await self.remove_from_workspace([found])
        same(len(await self.request_complex_list()), 1)

    async def check_d_a_workspace_is_replaced(self):
        before = await self.request_workspace()
        changed = Workspace()
        changed.position, changed.rotation, changed.scale = before.position, before.rotation, before.scale
        for one in before.complexes:
            changed.add_complex(one)
        changed.add_complex(glycine("third"))
        await self.update_workspace(changed)
        listed = await self.request_complex_list()
        same(sorted(c.name for c in listed), ["5ht1b", "third"])
        await self.remove_from_workspace([c for c in listed if c.name == "third"])

    async def check_e_substructures_and_hydrogen_bonds(self):
        molecule = next((await self.first()).molecules)
        ligands = await molecule.get_ligands()
        assert len(ligands) == 1 and "LIG" in ligands[0].name, ligands
        same([atom.name for residue in ligands[0].residues for atom in residue.atoms][:2], ["C1", "C2"])
        proteins = await molecule.get_proteins()
        assert len(proteins) >= 1, proteins
        await molecule.get_solvents()
        parts = await molecule.get_substructures()
        assert len(parts) >= 2, parts
        done = asyncio.get_running_loop().create_future()
        Workspace.client.compute_hbonds(lambda: done.set_result(True))
        await done

    # --- drawn -------------------------------------------------------------------------------------------------------

    async def check_f_shapes(self):
        atoms = list((await self.first()).atoms)[:2]

        def anchor(atom):
            one = Anchor()
            one.anchor_type, one.target = enums.ShapeAnchorType.Atom, atom.index
            return one

        sphere, line, label, mesh = Sphere(), Line(), Label(), Mesh()
        sphere.radius, sphere.color = 2.0, Color(255, 0, 0, 128)
        sphere.anchors = [anchor(atoms[0])]
        line.anchors, line.thickness = [anchor(atom) for atom in atoms], 0.2
        label.anchors, label.text, label.font_size = [anchor(atoms[0])], "here", 0.5
        mesh.vertices, mesh.triangles = [0.0, 0, 0, 1, 0, 0, 0, 1, 0], [0, 1, 2]
        mesh.normals, mesh.colors = [0.0, 0, 1] * 3, [1.0, 0, 0, 1] * 3
        mesh.anchors = [anchor(atoms[1])]
        await sphere.upload()
        assert sphere.index >= 1, sphere.index
        await Shape.upload_multiple([line, label, mesh])
        indices = [one.index for one in (sphere, line, label, mesh)]
        same(len(set(indices)), 4)
        sphere.radius = 3.0
        await sphere.upload()
        same(sphere.index, indices[0])
        self.kept = SimpleNamespace(sphere=sphere, label=label)
        line.destroy()
        await Shape.destroy_multiple([mesh])

    async def stream(self, indices, kind):
        stream, error = await self.create_writing_stream(indices, kind)
        same(error, StreamCreationError.NoError)
        return stream

    async def fed(self, stream, data):
        done = asyncio.get_running_loop().create_future()
        stream.update(data, lambda: done.set_result(True))
        await done

    async def check_g_streams_of_every_kind(self):
        complex = await self.first()
        atoms = list(complex.atoms)[:2]
        indices, kinds = [atom.index for atom in atoms], Stream.Type
        sphere = self.kept.sphere.index
        there = [c for atom in atoms for c in place(atom.position)]
        for kind, of, data in [
            (kinds.position, indices, [c + 1 for c in there]),
            (kinds.color, indices, [255, 0, 0, 0, 255, 0]),
            (kinds.scale, indices, [0.5, 0.75]),
            (kinds.label, indices, ["one", "two"]),
            (kinds.complex_position_rotation, [complex.index], [1.0, 2, 3, 0, 0, 0, 1]),
            (kinds.shape_position, [sphere], [4.0, 5, 6]),
            (kinds.shape_color, [sphere], [1, 2, 3, 4]),
            (kinds.sphere_shape_radius, [sphere], [7.0]),
        ]:
            stream = await self.stream(of, kind)
            await self.fed(stream, data)
            stream.destroy()
        after = await self.first()
        found = list(after.atoms)[:2]
        near([c for atom in found for c in place(atom.position)], [c + 1 for c in there])
        near(place(after.position), [1, 2, 3])
        same([(atom.label_text, round(atom.atom_scale, 2)) for atom in found], [("one", 0.5), ("two", 0.75)])
        same((found[0].atom_color.r, found[1].atom_color.g), (255, 255))
        stream = await self.stream(indices, kinds.position)
        await self.fed(stream, there)
        stream.destroy()
        stream = await self.stream([complex.index], kinds.complex_position_rotation)
        await self.fed(stream, [0.0, 0, 0, 0, 0, 0, 1])
        stream.destroy()

    async def check_h_a_stream_of_what_is_not_there_is_refused(self):
        stream, error = await self.create_writing_stream([123456789], Stream.Type.position)
        same(stream, None)
        same(error, StreamCreationError.AtomNotFound)

    async def check_i_a_stream_is_read(self):
        atoms = list((await self.first()).atoms)[:2]
        indices = [atom.index for atom in atoms]
        reading, _ = await self.create_reading_stream(indices, Stream.Type.position)
        given = asyncio.Queue()
        reading.set_update_received_callback(given.put_nowait)
        writing = await self.stream(indices, Stream.Type.position)
        there = [c for atom in atoms for c in place(atom.position)]
        moved = [c + 2 for c in there]
        await self.fed(writing, moved)
        values = await given.get()
        while abs(values[0] - moved[0]) > 1e-3:
            values = await given.get()
        near(values, moved)
        await self.fed(writing, there)
        writing.destroy()
        reading.destroy()

    async def check_j_interactions(self):
        atoms = list((await self.first()).atoms)
        kinds = enums.InteractionKind
        one = Interaction(kinds.HydrogenBond, [atoms[0].index], [atoms[9].index])
        two = Interaction(kinds.Aromatic, [a.index for a in atoms[1:3]], [atoms[20].index], visible=False)
        three = Interaction(kinds.Ionic, [atoms[5].index], [atoms[30].index])
        await one.upload()
        await Interaction.upload_multiple([two, three])
        same(len({one.index, two.index, three.index}), 3)
        found = await Interaction.get(type_filter=kinds.Aromatic)
        same([(i.index, list(i.atom1_idx_arr), i.visible) for i in found], [(two.index, two.atom1_idx_arr, False)])
        found = await Interaction.get(atom_idx=[atoms[5].index], type_filter=kinds.Ionic)
        same([i.index for i in found], [three.index])
        one.destroy()
        Interaction.destroy_multiple([two, three])
        same(await Interaction.get(type_filter=kinds.Aromatic), [])
        Interaction.signal_calculation_done()

    async def check_k_a_volume(self):
        volume, properties, layer = VolumeData(), VolumeProperties(), VolumeLayer()
        volume._width = volume._height = volume._depth = 2
        volume._data, volume._name = [float(k) for k in range(8)], "map"
        volume._type = enums.VolumeType.electrostatic
        layer._color, layer._rmsd = Color(1, 2, 3), 1.5
        properties._layers = [layer]
        complex = await self.first()
        await self.add_volume(complex, volume, properties, complex.index)

    # --- files, export, user -----------------------------------------------------------------------------------------

    async def check_l_files(self):
        files, none = self.files, FileError.no_error
        here = tempfile.mkdtemp()
        source, back = os.path.join(here, "a.txt"), os.path.join(here, "b.txt")
        with open(source, "w") as file:
            file.write("content")
        error, top = await files.pwd()
        same((error, bool(top)), (none, True))
        same(await files.mkdir("one/two"), none)
        same(await files.put(source, "one/two/a.txt"), none)
        same(await files.cp("one/two/a.txt", "one/b.txt"), none)
        same(await files.mv("one/b.txt", "one/c.txt"), none)
        same(await files.cd("one"), none)
        error, listed = await files.ls(".")
        same((error, sorted((f.name, f.is_directory) for f in listed)), (none, [("c.txt", False), ("two", True)]))
        error, where = await files.get("c.txt", back)
        same((error, where, open(back).read()), (none, back, "content"))
        same(await files.cd(".."), none)
        same(await files.rm("one/c.txt"), none)
        same(await files.rm("one/two/a.txt"), none)
        same(await files.rmdir("one/two"), none)
        same(await files.rm("missing"), FileError.invalid_path)
        assert await files.put(source, "../../outside.txt") != none
        saved = FileSaveData()
        saved.path = "kept.txt"
        saved.write_text("text")
        (result,) = await self.save_files([saved])
        same(int(result.error_code), 0)

    async def check_m_files_are_loaded_and_exported(self):
        with tempfile.NamedTemporaryFile("w", suffix=".pdb", delete=False) as file:
            file.write(PDB)
        (loading,) = await self.send_files_to_load([(file.name, "loaded")])
        same(loading.success, LoadInfoDone.ErrorCode.no_error)
        loaded = (await self.request_complex_list())[-1]
        same(loaded.name, "loaded")
        formats = enums.ExportFormats
        for format, mark in [(formats.PDB, "ATOM"), (formats.SDF, "M  END"), (formats.MMCIF, "_atom_site")]:
            # The library's own serializer fails as soon as entities are named.
            texts = await self.request_export(format)
            assert texts and all(mark in text for text in texts), texts
        archives = await self.request_export(formats.Nanome)
        same([bool(archive) for archive in archives], [True, True])
        await self.remove_from_workspace([loaded])

    async def check_n_user_room_colours_and_macros(self):
        info = await self.request_presenter_info()
        same(info.account_name, "Ann")
        transforms = await self.request_controller_transforms()
        same(len(transforms), 6)
        self.open_url("example.org")
        self.room.set_skybox(enums.SkyBoxes.Black)
        self.apply_color_scheme(enums.ColorScheme.Element, enums.ColorSchemeTarget.All, False)
        Macro.set_plugin_identifier("checklist")
        macro = Macro("title", "-- lua")
        macro.save()
        await macro.run()
        same(list(await Macro.get_live()), [])
        macro.delete()
        Macro.stop()

    async def check_o_bonds_by_the_librarys_own_way(self):
        # Where nanobabel is on the path, the library takes it for bonds.
        (added,) = await self.add_to_workspace([glycine("bare")])
        for residue in added.residues:
            for bond in list(residue.bonds):
                residue.remove_bond(bond)
        (bonded,) = await self.add_bonds([added])
        same(sorted(bond.kind.name for bond in bonded.bonds), ["CovalentDouble", "CovalentSingle", "CovalentSingle"])
        await self.remove_from_workspace([added])

    async def check_oo_nanobabel_minimizes_what_the_library_writes(self):
        # As the public Minimization plugin does: the library's SDF in, blocks of PDB lines out.
        made = glycine("small")
        here = tempfile.mkdtemp()
        source, fixed, result = (os.path.join(here, name) for name in ("in.sdf", "fixed.txt", "out.pdb"))
        options = Complex.io.SDFSaveOptions()
        options.write_bonds = True
        residue = next(made.residues)
        atoms = list(made.atoms)
        for first, second in ((0, 1), (1, 2), (2, 3)):
            bond = Bond()
            bond.atom1, bond.atom2 = atoms[first], atoms[second]
            bond.kind = Bond.Kind.CovalentDouble if second == 3 else Bond.Kind.CovalentSingle
            residue.add_bond(bond)
        made.io.to_sdf(source, options)
        with open(fixed, "w") as file:
            file.write("ATOM:FIXED:2\n")
        process = Process()
        process.executable_path, process.output_text = "nanobabel", True
        process.args = ["minimize", "-h", "-l", "20", "-n", "100", "-ff", "Gaff", "-i", source]
        process.args += ["-cx", fixed, "-o", result, "-sd"]
        told, ended = [], asyncio.get_running_loop().create_future()
        process.on_output = lambda text: told.extend(text.strip().split("\n"))
        process.on_error = lambda text: told.append(text)
        process.on_done = ended.set_result
        process.start()
        same((await ended, told and told[0]), (0, "Step update start"))
        starts = [n for n, line in enumerate(told) if "Step update start" in line]
        ends = [n for n, line in enumerate(told) if "Step update end" in line]
        assert len(starts) == len(ends) >= 2, told
        for start, end in zip(starts, ends):
            frame = Complex.io.from_pdb(lines=told[start + 1 : end])
            heavy = [atom for atom in frame.atoms if atom.serial <= 4]
            same([(atom.serial, atom.symbol) for atom in heavy], [(1, "N"), (2, "C"), (3, "C"), (4, "O")])
            near(place(heavy[1].position), [1.45, 0, 0])

    async def check_p_list_buttons(self):
        self.set_plugin_list_button(self.PluginListButtonType.run, "Again", True)
        self.set_plugin_list_button(self.PluginListButtonType.advanced_settings, "More", True)

    async def check_q_changes_are_heard_of(self):
        complex = await self.first()
        complex.register_complex_updated_callback(lambda changed: self.say(f"updated {changed.name}"))
        complex.register_selection_changed_callback(lambda changed: self.say(f"selection of {changed.name}"))

    # --- menu --------------------------------------------------------------------------------------------------------

    @async_callback
    async def on_advanced_settings(self):
        menu = ui.Menu(1, "Widgets")
        menu.register_closed_callback(lambda menu: self.say("menu closed"))
        root = menu.root
        button = root.create_child_node().add_new_button("Press")
        button.register_pressed_callback(lambda button: self.say("pressed"))
        button.register_hover_callback(lambda button, over: self.say(f"hovered {over}"))
        label = root.create_child_node("label node").add_new_label("text")
        slider = root.create_child_node().add_new_slider(0.0, 10.0, 5.0)
        slider.register_changed_callback(lambda slider: self.say(f"slides {slider.current_value:.1f}"))
        slider.register_released_callback(lambda slider: self.say(f"released {slider.current_value:.1f}"))
        text = root.create_child_node().add_new_text_input("type")
        text.register_changed_callback(lambda text: self.say(f"typing {text.input_text}"))
        text.register_submitted_callback(lambda text: self.say(f"typed {text.input_text}"))
        dropdown = root.create_child_node().add_new_dropdown()
        dropdown.items = [ui.DropdownItem(name) for name in ("first", "second")]
        dropdown.register_item_clicked_callback(lambda dropdown, item: self.say(f"chose {item.name}"))
        items = root.create_child_node().add_new_list()
        node = ui.LayoutNode()
        node.add_new_button("In the list").register_pressed_callback(lambda button: self.say("pressed in the list"))
        items.items = [node]
        bar = root.create_child_node().add_new_loading_bar()
        bar.percentage = 0.5
        root.create_child_node().add_new_mesh()
        self.update_menu(menu)
        label.text_value = "changed"
        bar.percentage = 0.75
        self.update_content(label, bar)
        more = menu.root.create_child_node()
        more.add_new_label("more")
        self.update_node(menu.root)
        self.set_menu_transform(1, Vector3(1, 2, 3), Quaternion(0, 0, 0, 1), Vector3(1, 1, 1))
        await self.request_menu_transform(1)
        found = menu.root.find_node("label node", True)
        same(found.get_content().text_value, "changed")
        self.say("menu shown")

    # --- integrations ------------------------------------------------------------------------------------------------

    def integrate(self, name, request):
        arguments = request.get_args()
        if name in ("hydrogen_add", "hydrogen_remove", "structure_prep", "calculate_esp"):
            arguments[0].name = name
            request.send_response(arguments)
        elif name == "minimization_start":
            request.send_response(True)
        elif name == "minimization_stop":
            request.send_response(None)
        elif name == "export_locations":
            request.send_response(["here", "there"])
        elif name == "export_file":
            location, filename, data = arguments
            self.say(f"file {location} {filename} {b'ATOM' in bytes(data)}")
            request.send_response(True)
        elif name == "generate_molecule_image":
            complexes, (width, height) = arguments
            request.send_response([f"{width}x{height}".encode() for _ in complexes])
        elif name == "export_smiles":
            request.send_response(["C" for _ in arguments])
        elif name == "import_smiles":
            request.send_response([glycine(smiles) for smiles in arguments])
        elif name == "run_interactions":
            Interaction.signal_calculation_done()
        self.say(f"served {name}")


if __name__ == "__main__":
    port = int(sys.argv[1])
    sys.argv = sys.argv[:1]
    plugin = nanome.Plugin(
        "Checklist",
        "Whatever the library offers",
        ["Test"],
        True,
        permissions=[enums.Permissions.local_files_access],
        integrations=list(enums.Integrations),
        version="1.2",
    )
    plugin.set_plugin_class(Checklist)
    plugin.run("127.0.0.1", port, None)
