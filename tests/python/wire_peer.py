"""The other side of the wire crate's tests: the serializers of the Python library nanome 0.42.1.

    wire_peer.py echo     reads lines "direction name limit hex" from stdin, decodes the payload with the library, encodes
                        the value again and prints its hex, or "error: ..."
    wire_peer.py make     prints lines "name limit hex" of messages made with the library's own objects
    wire_peer.py archive  prints the hex of a .nanome file

`limit` caps the version of every serializer. Where the library has only one half of a direction (it never reads most
messages, never writes most commands), the other half is written here from the library's own nested serializers.
"""
import builtins
import io
import logging
import sys
import zlib
from types import SimpleNamespace

logging.disable(logging.CRITICAL)

import nanome  # noqa: E402
from nanome._internal import serializer_fields as f  # noqa: E402
from nanome._internal.enums import Commands, IntegrationCommands, Messages  # noqa: E402
from nanome._internal.network.context import ContextDeserialization, ContextSerialization  # noqa: E402
from nanome.api import shapes, structure, ui, volumetric  # noqa: E402
from nanome.api._hashes import Hashes  # noqa: E402
from nanome.api.serializers import CommandMessageSerializer  # noqa: E402
from nanome.api.macro.serializers import MacroSerializer  # noqa: E402
from nanome.api.files.messages import FileMeta  # noqa: E402
from nanome.api.interactions.serializers import InteractionSerializer  # noqa: E402
from nanome.api.shapes import serializers as shape_serializers  # noqa: E402
from nanome.api.shapes import shape_deprecated  # noqa: E402,F401  (version 0 needs it, the library forgets it)
from nanome.api.structure import messages as structure_messages  # noqa: E402
from nanome.api.structure import serializers as s  # noqa: E402
from nanome.api.ui import serializers as u  # noqa: E402
from nanome.api.volumetric.models import VolumeData, VolumeLayer, VolumeProperties  # noqa: E402
from nanome.util import Color, Vector3, enums  # noqa: E402

LIBRARY = CommandMessageSerializer()
NEWEST = dict(f.TypeSerializer.get_version_table())


# What the library drops when it reads, kept so that the value can be written again.

def keep_uids(read):
    def deserialize(self, version, context):
        at = context._data._buffered_computed
        raw = bytes(context._data._received_bytes[at:at + 8])
        atom = read(self, version, context)
        atom._unique_identifier = int.from_bytes(raw, "little", signed=True)
        return atom
    return deserialize


def keep_surface_dirty(read):
    def deserialize(self, version, context):
        complex = read(self, version, context)
        data = context._data
        label = 4 + len(complex._box_label.encode()) if version >= 1 else 0
        complex._kept_dirty = data._received_bytes[data._buffered_computed - label - 5]
        return complex
    return deserialize


def write_flags(write):
    """The library always writes selected = false."""
    def serialize(self, version, value, context):
        sub = context.create_sub_context()
        sub.payload = context.payload
        write(self, version, value, sub)
        raw = bytearray(sub.to_array())
        label = 4 + len(value._box_label.encode()) if version >= 1 else 0
        end = len(raw) - label - 4
        raw[end - 2:end] = [value._selected, getattr(value, "_kept_dirty", value._surface_dirty)]
        context.write_bytes(bytes(raw))
    return serialize


s.AtomSerializerID.deserialize = keep_uids(s.AtomSerializerID.deserialize)
s.ComplexSerializer.deserialize = keep_surface_dirty(s.ComplexSerializer.deserialize)
s.ComplexSerializer.serialize = write_flags(s.ComplexSerializer.serialize)
f.ByteArrayField.deserialize = lambda self, version, context: context.read_byte_array()

# Names that the library uses and does not have.
structure.models._Complex = structure.models.Complex
for shape in [shapes.Sphere, shapes.Line, shapes.Label, shapes.Mesh]:
    shape._create = shape

images, files, textures = [], [], {}


def read_image(self, version, context):
    cached = context.read_bool()
    key = context.read_using_serializer(self._string)
    images.append((cached, key, None if cached else context._data.read_byte_array()))


def write_image(write):
    def serialize(self, version, value, context):
        if not images:
            return write(self, version, value, context)
        cached, key, data = images.pop(0)
        context.write_bool(cached)
        context.write_using_serializer(self._string, key)
        if not cached:
            context.write_byte_array(data)
    return serialize


def read_file(read):
    def inner(self, *args):
        data = read(self, *args)
        files.append(bytes(data))
        return data
    return inner


f.CachedImageField.deserialize = read_image
f.CachedImageField.serialize = write_image(f.CachedImageField.serialize)
ContextDeserialization.read_byte_array = read_file(ContextDeserialization.read_byte_array)
image_data = u.UIBaseSerializer.registered_serializers[u.UIBaseSerializer.ContentType.eimage].data
image_data.deserialize = read_file(lambda self, version, context: f.ArrayField.deserialize(image_data, version, context)
                                   ).__get__(image_data)
u.open = lambda path, mode="r": io.BytesIO(files.pop(0)) if files else builtins.open(path, mode)


def keep_texture(self, path, data):
    textures[path] = data


shape_serializers.MeshSerializer.create_texture_file = keep_texture
shape_serializers.MeshSerializer.read_texture = lambda self, value: textures.get(value.texture_path, [])


# Shorthands for layouts: each has `serialize(version, value, context)` and `deserialize(version, context)`.

class Sequence:
    """Fields one after another; the value is a tuple."""

    def __init__(self, *fields):
        self.fields = fields

    def serialize(self, version, value, context):
        for field, item in zip(self.fields, value or ()):
            field = field(version) if callable(field) else field
            if field:
                context.write_using_serializer(field, item)

    def deserialize(self, version, context):
        fields = [field(version) if callable(field) else field for field in self.fields]
        return tuple(context.read_using_serializer(field) if field else None for field in fields)


class Raw:
    """A number or array of numbers."""

    def __init__(self, kind):
        self.kind = kind

    def serialize(self, version, value, context):
        getattr(context, "write_" + self.kind)(value)

    def deserialize(self, version, context):
        return getattr(context, "read_" + self.kind)()


class Bytes:
    """Data after a length."""

    def __init__(self, length):
        self.length = length

    def serialize(self, version, value, context):
        getattr(context, "write_" + self.length)(len(value))
        context.write_bytes(value)

    def deserialize(self, version, context):
        return context.read_bytes(getattr(context, "read_" + self.length)())


class Optional:
    """A bool, and a value if it is true."""

    def __init__(self, field):
        self.field = field

    def serialize(self, version, value, context):
        context.write_bool(value is not None)
        if value is not None:
            context.write_using_serializer(self.field, value)

    def deserialize(self, version, context):
        return context.read_using_serializer(self.field) if context.read_bool() else None


class Tagged:
    """A byte, and the layout that it names; the value is a pair."""

    def __init__(self, *fields):
        self.fields = fields

    def serialize(self, version, value, context):
        context.write_byte(value[0])
        context.write_using_serializer(self.fields[value[0]], value[1])

    def deserialize(self, version, context):
        tag = context.read_byte()
        return tag, context.read_using_serializer(self.fields[tag])


class WithAtoms:
    """A dictionary of atoms and what refers to them."""

    def __init__(self, field):
        self.field = field
        self.dict = f.DictionaryField()
        self.dict.set_types(f.LongField(), s.AtomSerializer())

    def serialize(self, version, value, context):
        sub = context.create_sub_context()
        sub.payload["Atom"] = {}
        sub.write_using_serializer(self.field, value)
        context.write_using_serializer(self.dict, sub.payload["Atom"])
        context.write_bytes(bytes(sub.to_array()))

    def deserialize(self, version, context):
        context.payload["Atom"] = context.read_using_serializer(self.dict)
        return context.read_using_serializer(self.field)


class Mapped:
    """A layout whose value is made from, and into, that of another."""

    def __init__(self, field, decode, encode):
        self.field, self.decode, self.encode = field, decode, encode

    def serialize(self, version, value, context):
        context.write_using_serializer(self.field, self.encode(value))

    def deserialize(self, version, context):
        return self.decode(context.read_using_serializer(self.field))


class Half:
    """How the library writes and something else reads, or the other way round. Both get the layout's own version."""

    def __init__(self, write, read):
        self.serialize, self.deserialize = write.serialize, read.deserialize


def array(field):
    result = f.ArrayField()
    result.set_type(field)
    return result


def mapping(key, value):
    result = f.DictionaryField()
    result.set_types(key, value)
    return result


def since(first, field):
    return lambda version: field if version >= first else None


def by_version(*fields):
    return lambda version: fields[min(version, len(fields) - 1)]


byte, uint, int_, long_, float_, boolean = (Raw(kind) for kind in ["byte", "uint", "int", "long", "float", "bool"])
bytes_, ints, longs, floats = (Raw(kind + "_array") for kind in ["byte", "int", "long", "float"])
string, vector, quaternion, color = f.StringField(), f.Vector3Field(), f.QuaternionField(), f.ColorField()
nothing = Sequence()
pose = Sequence(vector, quaternion)
complexes = WithAtoms(array(s.ComplexSerializer()))
complex_ = WithAtoms(s.ComplexSerializer())
workspace = WithAtoms(s.WorkspaceSerializer())
strings = array(string)


class Structures:
    """Lists of structures by kind, and atoms by uid."""

    kinds = [s.ComplexSerializer(), s.MoleculeSerializer(), s.ChainSerializer(), s.ResidueSerializer(),
             s.BondSerializer(), s.AtomSerializerID()]
    library = structure_messages.UpdateStructures(False)

    def serialize(self, version, value, context):
        context.write_using_serializer(self.library, [item for items in value for item in items])

    def deserialize(self, version, context):
        return context.read_using_serializer(WithAtoms(Sequence(*[array(kind) for kind in self.kinds])))


class MenuUpdate:
    """The library's menus keep their nodes as objects; here they are read as they are."""

    menu, node, content = u.MenuSerializer(), u.LayoutNodeSerializer(), u.UIBaseSerializer()

    def deserialize(self, version, context):
        index = context.read_byte() if version >= 1 else 0
        shallow = context.read_bool() if version >= 2 else False
        menu = context.read_using_serializer(self.menu)
        menu._root._id = menu._root_id
        nodes = context.read_using_serializer(array(self.node))
        for node in nodes:
            node._children = [SimpleNamespace(_id=id) for id in node._child_ids]
            node._content = None if node._content_id is None else SimpleNamespace(_content_id=node._content_id)
        return index, shallow, menu, nodes, context.read_using_serializer(array(self.content))

    def serialize(self, version, value, context):
        index, shallow, menu, nodes, contents = value
        if version >= 1:
            context.write_byte(index)
        if version >= 2:
            context.write_bool(shallow)
        context.write_using_serializer(self.menu, menu)
        context.write_using_serializer(array(self.node), nodes)
        context.write_using_serializer(array(self.content), contents)


class Shape:
    """The library writes shapes and reads results in their place."""

    bodies = [shape_serializers.SphereSerializer(), shape_serializers.LineSerializer(),
              shape_serializers.LabelSerializer(), shape_serializers.MeshSerializer()]
    library = shape_serializers.ShapeSerializer()

    def serialize(self, version, value, context):
        context.write_using_serializer(self.library, value)

    def body(self, context):
        shape = context.read_using_serializer(self.bodies[context.read_byte()])
        shape._index = context.read_int()
        return shape

    def deserialize(self, version, context):
        shape = self.body(context)
        shape._anchors = context.read_using_serializer(array(shape_serializers.AnchorSerializer()))
        shape._color = context.read_using_serializer(color)
        return shape


class OldShape(Shape):
    """Version 0 of set_shape."""

    def deserialize(self, version, context):
        shape = self.body(context)
        shape.target, shape.anchor = context.read_long(), enums.ShapeAnchorType(context.read_byte())
        shape.position = context.read_using_serializer(vector)
        context.read_using_serializer(quaternion)
        shape._color = context.read_using_serializer(color)
        return shape


def one(field):
    return Mapped(field, lambda value: [value], lambda value: value[0])


def versions(*fields):
    return Sequence(lambda version: fields[min(version, len(fields) - 1)])


def library_writes(name, *fields):
    """The library's serializer of a message, and a reader for each version; the value is the reader's only item."""
    library = LIBRARY._messages[Hashes.MessageHashes[Messages[name]]]

    class Layout:
        serialize = library.serialize

        def deserialize(self, version, context):
            return context.read_using_serializer(fields[min(version, len(fields) - 1)])
    return Layout()


def atoms_of(indices):
    atoms = []
    for index in indices:
        atoms.append(structure.Atom())
        atoms[-1]._index = index
    return atoms


class StreamCreate:
    library = LIBRARY._messages[Hashes.MessageHashes[Messages.stream_create]]
    serialize = library.serialize

    def deserialize(self, version, context):
        kind = context.read_byte() if version > 0 else 0
        direction = context.read_byte() if version >= 2 else 0
        return kind, context.read_int_array() if kind in (5, 6, 7) else context.read_long_array(), direction


def volume_data():
    names = ["_width", "_height", "_depth", "_mean", "_rmsd", "_type", "_name", "_cell", "_data"]
    cell_names = ["_A", "_B", "_C", "_Alpha", "_Beta", "_Gamma", "_Origin"]
    cell = Sequence(*[float_] * 6, vector)
    fields = Sequence(int_, int_, int_, float_, float_, int_, string, cell, floats)

    def decode(values):
        return SimpleNamespace(**{**dict(zip(names, values)), "_cell": SimpleNamespace(**dict(zip(cell_names, values[7])))})
    return Half(volumetric.serializers.VolumeDataSerializer(), Mapped(fields, decode, None))


def volume_properties():
    layer = Mapped(Sequence(color, float_), lambda values: SimpleNamespace(_color=values[0], _rmsd=values[1]), None)
    names = ["_visible", "_boxed", "_use_map_mover", "_style", "_layers"]
    fields = Sequence(boolean, boolean, boolean, int_, array(layer))
    return Half(volumetric.serializers.VolumePropertiesSerializer(),
                Mapped(fields, lambda values: SimpleNamespace(**dict(zip(names, values))), None))


def integration(bodies):
    """u32 id, u32 hash, body."""
    class Layout:
        def serialize(self, version, value, context):
            context.write_uint(value[0])
            context.write_uint(value[1])
            context.write_using_serializer(bodies[value[1]], value[2])

        def deserialize(self, version, context):
            id, hash = context.read_uint(), context.read_uint()
            return id, hash, context.read_using_serializer(bodies[hash])
    return Layout()


def integration_bodies(**bodies):
    return {Hashes.IntegrationHashes[IntegrationCommands[name]]: body for name, body in bodies.items()}


four = ["hydrogen_add", "hydrogen_remove", "structure_prep", "calculate_esp"]
images_body = Mapped(Sequence(complexes, int_, int_), lambda v: (v[0], (v[1], v[2])), lambda v: (v[0], *v[1]))
REQUESTS = integration_bodies(
    **{name: complexes for name in four}, minimization_start=Sequence(byte, int_, boolean, float_),
    minimization_stop=nothing, export_locations=nothing, generate_molecule_image=images_body,
    export_file=Sequence(string, string, bytes_), import_file=nothing, export_smiles=complexes, import_smiles=strings,
    run_interactions=nothing)
RESPONSES = integration_bodies(
    **{name: complexes for name in four}, minimization_start=boolean, minimization_stop=nothing,
    export_locations=strings, generate_molecule_image=array(f.ByteArrayField()), export_file=boolean,
    import_file=nothing, export_smiles=strings, import_smiles=complexes, run_interactions=nothing)

macro = MacroSerializer()
content, deep_node = u.UIBaseSerializer(), u.LayoutNodeSerializerDeep()
file_to_save = Mapped(Sequence(string, Bytes("int")), lambda v: SimpleNamespace(path=v[0], data=v[1]), None)
directory = Mapped(Sequence(string, string), lambda v: SimpleNamespace(_directory_name=v[0], _pattern=v[1]), None)
export_item = Mapped(Tagged(long_, complex_), lambda v: v[1], None)
complex_change = Sequence(long_, Optional(complex_))
file_error = int_
library_integration = LIBRARY._commands[Hashes.CommandHashes[Commands.integration]]

# How messages are read; the library writes them.
READERS = dict(
    connect=[Sequence(byte, mapping(string, byte))], plugin_list_button_set=[Sequence(uint, string, boolean)],
    content_update=[one(content), array(content)], node_update=[one(deep_node), array(deep_node)],
    menu_transform_set=[Sequence(byte, vector, quaternion, vector)], menu_transform_request=[byte],
    notification_send=[Sequence(uint, string)], hook_ui_callback=[Sequence(byte, int_)],
    structures_zoom=[Mapped(longs, atoms_of, None)], structures_center=[Mapped(longs, atoms_of, None)],
    workspace_update=[workspace], add_to_workspace=[complexes], complexes_request=[longs],
    substructure_request=[Sequence(long_, byte)], bonds_add=[complexes], dssp_add=[complexes],
    hook_complex_updated=[long_], hook_selection_changed=[long_], stream_destroy=[uint],
    directory_request=[directory], file_request=[strings], file_save=[array(file_to_save)],
    export_files=[Sequence(byte, Optional(array(export_item)))], cd=[string], ls=[string],
    mv=[Sequence(string, string)], get=[string], put=[Sequence(string, Bytes("uint"))], rm=[string], rmdir=[string],
    mkdir=[string], cp=[Sequence(string, string)], save_macro=[Sequence(macro, boolean, string)],
    delete_macro=[Sequence(macro, boolean, string)], run_macro=[macro], get_macros=[string],
    set_shape=[one(OldShape()), one(Shape()), array(Shape())], delete_shape=[one(int_), ints],
    create_interactions=[array(InteractionSerializer())],
    get_interactions=[Sequence(longs, longs, longs, longs, longs, byte)], delete_interactions=[longs],
    add_volume=[Sequence(complex_, long_, volume_data(), volume_properties())],
    open_url=[Sequence(string), Sequence(string, boolean)],
    load_file=[Sequence(array(Sequence(string, bytes_)), boolean, boolean)],
    integration=[integration(RESPONSES)], set_skybox=[int_], apply_color_scheme=[Sequence(int_, int_, boolean)])

MESSAGES = {message.name: nothing for message in Messages}
MESSAGES.update({name: library_writes(name, *readers) for name, readers in READERS.items()})
MESSAGES.update(menu_update=MenuUpdate(), structures_deep_update=Structures(), structures_shallow_update=Structures(),
                stream_create=StreamCreate(), stream_feed=LIBRARY._messages[Hashes.MessageHashes[Messages.stream_feed]])


def library_reads(name, *fields):
    """The library's serializer of a command, and a writer for each version."""
    library = LIBRARY._commands[Hashes.CommandHashes[Commands[name]]]

    class Layout:
        deserialize = library.deserialize

        def serialize(self, version, value, context):
            context.write_using_serializer(fields[min(version, len(fields) - 1)], value)
    return Layout()


class Presenter:
    def serialize(self, version, value, context):
        for text in [value.account_id, value.account_name, value.account_email]:
            context.write_using_serializer(string, text)
        context.write_bool(value.has_org)
        if value.has_org:
            context.write_int(value.org_id)
            context.write_using_serializer(string, value.org_name)


class Exported:
    def serialize(self, version, value, context):
        context.write_byte(0 if isinstance(value, str) else 1)
        context.write_using_serializer(string if isinstance(value, str) else bytes_, value or [] if value != "" else "")


def fields_of(*pairs):
    """Writes attributes of an object."""
    return Mapped(Sequence(*[field for _, field in pairs]), None,
                  lambda value: [getattr(value, name) for name, _ in pairs])


event_id = Sequence(int_, boolean)
WRITERS = dict(
    connect=[mapping(string, byte)], slider_release=[Sequence(int_, float_)], slider_change=[Sequence(int_, float_)],
    text_submit=[Sequence(int_, string)], text_change=[Sequence(int_, string)],
    menu_transform_response=[Sequence(vector, quaternion, vector)], workspace_response=[workspace],
    complex_list_response=[array(s.ComplexSerializer())], complexes_response=[complexes],
    complex_updated=[complex_change], selection_changed=[complex_change],
    stream_create_done=[Sequence(byte, uint), Sequence(byte, uint, byte), Sequence(byte, uint, byte, byte)],
    stream_interrupt=[Sequence(byte, uint)],
    directory_response=[fields_of(("entry_array", array(fields_of(("name", string), ("is_directory", boolean)))),
                                  ("error_code", int_))],
    file_response=[array(fields_of(("data", Bytes("int")), ("error_code", int_)))],
    file_save_done=[array(fields_of(("path", string), ("error_code", int_)))],
    export_files_result=[array(Exported())], print_working_directory_response=[Sequence(file_error, string)],
    ls_response=[Sequence(file_error, array(FileMeta()))], get_response=[Sequence(file_error, Bytes("uint"))],
    get_macros_response=[array(macro)], run_macro_result=[nothing, boolean], presenter_info_response=[Presenter()],
    controller_transforms_response=[Sequence(*[vector, quaternion] * 3)],
    set_shape_result=[Mapped(Sequence(int_, boolean), None, lambda v: (v[0][0], v[1][0]))] * 2 + [Sequence(ints, bytes_)],
    delete_shape_result=[one(boolean), bytes_], create_interactions_result=[longs],
    get_interactions_response=[array(InteractionSerializer())],
    load_file_done=[array(fields_of(("success", byte)))], integration=[integration(REQUESTS)],
    **{name + "_response": [file_error] for name in ["cd", "mv", "cp", "put", "rm", "rmdir", "mkdir"]})

COMMANDS = {command.name: nothing for command in Commands}
for name in ["menu_toggle", "button_press", "button_hover", "image_press", "image_hold", "image_release",
             "dropdown_item_click", "add_to_workspace_done", "bonds_add_done", "dssp_add_done", "stream_feed"]:
    COMMANDS[name] = LIBRARY._commands[Hashes.CommandHashes[Commands[name]]]
COMMANDS.update({name: library_reads(name, *writers) for name, writers in WRITERS.items()})


class Substructures:
    """The library turns residue indices into the molecule's residues; here they stay indices."""

    fields = Sequence(WithAtoms(s.MoleculeSerializer()), array(Mapped(
        s.SubstructureSerializer(), lambda v: (v._name, v._residues, v._structure_type), None)))
    writer = Sequence(WithAtoms(s.MoleculeSerializer()), array(Sequence(string, array(f.LongField()), byte)))
    deserialize, serialize = fields.deserialize, writer.serialize


COMMANDS["substructure_response"] = Substructures()


def layout_version(direction, name, table):
    if direction == "message":
        serializer = LIBRARY._messages.get(Hashes.MessageHashes[Messages[name]])
    else:
        serializer = LIBRARY._commands.get(Hashes.CommandHashes[Commands[name]])
    return table.get(serializer.name(), 0) if serializer else 0


def head(direction, name):
    hashes = Hashes.MessageHashes[Messages[name]] if direction == "message" else Hashes.CommandHashes[Commands[name]]
    return (7).to_bytes(4, "little") + hashes.to_bytes(4, "little")


class AnyAtoms(dict):
    """The atoms of a message without a dictionary (the list of shallow complexes)."""

    def __missing__(self, uid):
        return structure.Atom()


def encode(direction, name, limit, value):
    table = {key: min(version, limit) for key, version in NEWEST.items()}
    layout = (MESSAGES if direction == "message" else COMMANDS)[name]
    out = ContextSerialization(0, table)
    out.payload["Atom"] = {}
    layout.serialize(layout_version(direction, name, table), value, out)
    return head(direction, name) + bytes(out.to_array())


def decode(direction, name, limit, payload):
    table = {key: min(version, limit) for key, version in NEWEST.items()}
    assert payload[:8] == head(direction, name), "head"
    layout = (MESSAGES if direction == "message" else COMMANDS)[name]
    context = ContextDeserialization(payload[8:], table)
    context.payload["Atom"] = AnyAtoms()
    value = layout.deserialize(layout_version(direction, name, table), context)
    assert context._data._buffered_bytes == 0, f"{context._data._buffered_bytes} bytes are left"
    return value


def echo():
    for line in sys.stdin:
        direction, name, limit, payload = line.split()
        images.clear(), files.clear(), textures.clear()
        try:
            print(encode(direction, name, int(limit), decode(direction, name, int(limit), bytes.fromhex(payload))).hex())
        except Exception as error:  # whatever the library raises is the answer
            print(f"error: {type(error).__name__} {error}")


# Values made with the library's own objects.

def molecule(conformers):
    residue = structure.Residue()
    residue._name, residue._type, residue._serial = "LIG", "LIG", 7
    atoms = [structure.Atom() for _ in range(3)]
    for i, atom in enumerate(atoms):
        atom._symbol, atom._name, atom._serial, atom._index = "CNO"[i], "CNO"[i] + str(i), i + 1, 1000 + i
        atom._atom_rendering, atom._is_het = i != 1, i == 2
        atom._positions = [Vector3(i, c, 0.5) for c in range(conformers)]
        atom._in_conformer = [True] * conformers
        atom._atom_type = {"IDATM": "C3"} if i == 0 else {}
        residue.add_atom(atom)
    for i in range(2):
        bond = structure.Bond()
        bond._atom1, bond._atom2 = atoms[i], atoms[i + 1]
        bond._kinds = [enums.Kind(1 + (i + c) % 3) for c in range(conformers)]
        bond._in_conformer = [True] * conformers
        residue.add_bond(bond)
    chain = structure.Chain()
    chain._name = "HA"
    chain.add_residue(residue)
    result = structure.Molecule()
    result.add_chain(chain)
    result._names = [f"conformer {c}" for c in range(conformers)]
    result._associateds = [{"energy": str(c)} for c in range(conformers)]
    result._conformer_count = conformers
    result._current_conformer = conformers - 1
    return result


def menu():
    result = ui.Menu(3, "a menu")
    for i, make in enumerate([ui.Button, ui.Label, ui.Slider, ui.TextInput, ui.LoadingBar, ui.Image, ui.Mesh]):
        node = result.root.create_child_node(f"node {i}")
        node.set_content(make())
    items = result.root.create_child_node().add_new_list()
    items.items = [ui.LayoutNode() for _ in range(2)]
    items.items[0].add_new_button("in a list")
    dropdown = result.root.create_child_node().add_new_dropdown()
    dropdown.items = [ui.DropdownItem("one"), ui.DropdownItem("two")]
    return result


def values():
    for conformers in [1, 3]:
        complex = structure.Complex()
        complex.add_molecule(molecule(conformers))
        complex.position, complex._remarks = Vector3(1, 2, 3), {"_entry 1": "x"}
        complex.rotation = nanome.util.Quaternion(0.5, 0.5, -0.5, 0.5)
        yield "add_to_workspace", [complex]
        room = structure.Workspace()
        room.complexes = [complex]
        yield "workspace_update", room
    yield "menu_update", (menu(), False)
    yield "menu_update", (menu(), True)
    yield "node_update", [menu().root]
    yield "content_update", [ui.Button("press"), ui.Label("text")][:1]
    for shape in [shapes.Sphere(), shapes.Line(), shapes.Label(), shapes.Mesh()]:
        shape.color = Color(1, 2, 3, 4)
        yield "set_shape", [shape]
    data, properties = VolumeData(), VolumeProperties()
    data._data, data._width, data._height, data._depth = [0.5, 1.5], 2, 1, 1
    properties._layers = [VolumeLayer()]
    complex = structure.Complex()
    yield "add_volume", (complex, -1, data, properties)
    yield "connect", (0, NEWEST)


def make():
    for name, value in values():
        for limit in reversed(range(9)):
            serializer = LIBRARY._messages[Hashes.MessageHashes[Messages[name]]]
            table = {key: min(version, limit) for key, version in NEWEST.items()}
            f.CachedImageField.cache.clear()
            out = ContextSerialization(0, table)
            serializer.serialize(table[serializer.name()], value, out)
            print(name, limit, (head("message", name) + bytes(out.to_array())).hex())


def archive():
    """A .nanome file's bytes, and inside it the workspace of `values`."""
    room = next(value for name, value in values() if name == "workspace_update")
    out = ContextSerialization(0, NEWEST)
    out.write_uint(0)
    out.write_using_serializer(mapping(string, byte), NEWEST)
    out.write_using_serializer(workspace, room)
    print(zlib.compress(bytes(out.to_array())).hex())


if __name__ == "__main__":
    {"echo": echo, "make": make, "archive": archive}[sys.argv[1]]()
