"""The child process that opens PDF files for the viewer: one order in, one answer out.

Files are strangers' work and PDFium is written in C++, so they meet in a process with limits on memory
and time, without rights of its own, that may die without harm. An order is one line of JSON, an answer a
line of JSON that says how many bytes follow.
"""

import io
import json
import os
import signal
import sys
from collections import OrderedDict
from typing import Any, BinaryIO

from ingest.limits import Limits, end_job, limit_job, limit_process

MOST_PIXELS = 16_000_000
"""Of one picture; an odd page is drawn smaller rather than not at all."""
_FEW_COLOURS = 4096
"""A page with more has photographs on it."""
_KEPT_OPEN = 4
_FAR = 1_000_000
"""Resolution of the made-up screen that PDFium maps points of a page to."""


def serve() -> None:
    """Answer orders from standard input on what was standard output, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    orders, answers = sys.stdin.buffer, _private_output()
    limits = Limits(**json.loads(orders.readline()))
    _preload()  # before the limits, since memory counts from there
    limit_process(limits)
    documents: OrderedDict[str, Any] = OrderedDict()
    _say(answers, {}, b"")
    for line in orders:
        limit_job(limits)
        try:
            head, body = _answered(json.loads(line), documents)
        finally:
            end_job()
        _say(answers, head, body)


def _preload() -> None:
    import pypdfium2  # noqa: F401 - for the loading alone
    from PIL import PngImagePlugin, WebPImagePlugin  # noqa: F401 - likewise


def _private_output() -> BinaryIO:
    private = os.dup(sys.stdout.fileno())
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.close(silence)
    return os.fdopen(private, "wb")


def _say(answers: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    answers.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
    answers.flush()


def _answered(order: dict[str, Any], documents: "OrderedDict[str, Any]") -> tuple[dict[str, Any], bytes]:
    try:
        page = _opened(order["path"], documents)[order["page"] - 1]
        try:
            if order["do"] == "draw":
                return {}, _drawn(page, int(order["width"]))
            return {}, json.dumps(read_page(page)).encode()
        finally:
            page.close()
    except MemoryError:
        return {"fault": "memory"}, b""
    # A library may raise anything over a hostile file; the page then shows its text only.
    except Exception as error:
        return {"fault": type(error).__name__}, b""


def _opened(path: str, documents: "OrderedDict[str, Any]") -> Any:
    """Return an open document; the last few stay open, since people turn pages."""
    import pypdfium2 as pdfium

    if path not in documents:
        documents[path] = pdfium.PdfDocument(path)
    documents.move_to_end(path)
    while len(documents) > _KEPT_OPEN:
        documents.popitem(last=False)[1].close()
    return documents[path]


def _drawn(page: Any, width: int) -> bytes:
    across, down = page.get_size()
    scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
    bitmap = page.render(scale=scale, draw_annots=True, may_draw_forms=False, optimize_mode=None)
    out = io.BytesIO()
    image = bitmap.to_pil()
    if image.getcolors(_FEW_COLOURS) is None:
        image.save(out, "WEBP", quality=80, method=0)
    else:
        # Text, tables and charts: a palette is smaller than any photograph's format, and quicker made.
        image.quantize(128, method=2, dither=0).save(out, "PNG", compress_level=3)
    bitmap.close()
    return out.getvalue()


def read_page(page: Any) -> dict[str, Any]:
    """Return height, text and boxes of an open page, in page units (see ``page``)."""
    import ctypes

    import pypdfium2.raw as raw

    to_units, height = _mapping(page)
    textpage = page.get_textpage()
    try:
        characters: list[str] = []
        boxes: list[list[float]] = []
        rect = raw.FS_RECTF()
        at = ctypes.byref(rect)
        for index in range(raw.FPDFText_CountChars(textpage)):
            code = raw.FPDFText_GetUnicode(textpage, index)
            known = raw.FPDFText_GetLooseCharBox(textpage, index, at)
            characters.append(_character(code))
            boxes.append(to_units(rect.left, rect.top, rect.right, rect.bottom) if known else [0, 0, 0, 0])
    finally:
        textpage.close()
    return {"height": height, "text": "".join(characters), "boxes": boxes}


def _character(code: int) -> str:
    """Return a character that JSON, SVG and databases can hold; PDFium gives UTF-16 halves one by one."""
    if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)):
        return chr(code)
    return "\u00ad" if code in (2, 0xFFFE) else "\ufffd"  # PDFium's sign for a hyphen at a line end


def _mapping(page: Any) -> tuple[Any, float]:
    """Return how points of a page map to page units, rotation and crop box included, and its height there."""
    import ctypes

    import pypdfium2.raw as raw

    across, down = page.get_size()
    height = 1000.0 * down / across

    def screen(x: float, y: float) -> tuple[float, float]:
        out_x, out_y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _FAR, _FAR, 0, x, y, ctypes.byref(out_x), ctypes.byref(out_y))
        return out_x.value / _FAR * 1000.0, out_y.value / _FAR * height

    zero, right, up = screen(0, 0), screen(1000, 0), screen(0, 1000)
    a, b = (right[0] - zero[0]) / 1000, (right[1] - zero[1]) / 1000
    c, d = (up[0] - zero[0]) / 1000, (up[1] - zero[1]) / 1000

    def to_units(left: float, top: float, end: float, bottom: float) -> list[float]:
        xs = sorted((a * left + c * top + zero[0], a * end + c * bottom + zero[0]))
        ys = sorted((b * left + d * top + zero[1], b * end + d * bottom + zero[1]))
        return [round(xs[0], 2), round(ys[0], 2), round(xs[1], 2), round(ys[1], 2)]

    return to_units, height
