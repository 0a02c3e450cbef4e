"""XML from outside: elements only. A document type is refused, so no entity can be declared or fetched."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ivr.emulator.twiml.errors import PARSE, TOO_LARGE, TwimlError

LARGEST = 64 * 1024


def read_tree(body: bytes) -> Element:
    """The root element of `body`; raises TwimlError 11750 (over 64 kB) or 12100 (not well-formed)."""
    if len(body) > LARGEST:
        raise TwimlError(TOO_LARGE, f"a document of {len(body)} bytes; 64 kB are allowed")
    builder = TreeBuilder()
    try:
        _parser_into(builder).Parse(body, True)
    except expat.ExpatError as error:
        raise TwimlError(PARSE, f"not well-formed: {error}") from error
    return builder.close()


def _parser_into(builder: TreeBuilder) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def _refuse_doctype(*_declaration: object) -> None:
    raise TwimlError(PARSE, "a document type declaration is not allowed")
