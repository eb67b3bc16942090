"""How a list goes on whose pages do not link to the next one: by the page number or the offset that its address counts."""

from __future__ import annotations

import re

_PAGES = "page|p|pg|pn|pageno|page_no|pagenum|page_num|pagenumber|pageindex|page_index|currentpage|current_page|cp|beginpage"
_COUNTED = re.compile(rf"(?<=[?&])(?:({_PAGES})|(offset|start|from))=(\d{{1,6}})(?=[&#]|$)", re.I)
_SIZE = re.compile(r"[?&](?:size|limit|count|pagesize|page_size|per_page|rows|num)=(\d{1,4})(?=[&#]|$)", re.I)


def next_address(url: str, shown: int) -> str:
    """The address of the next page, every other letter of it as it was; '' where the address counts nothing.

    Args:
        url: of this page.
        shown: listings on it: what an offset grows by where the address does not say how many it asks for.

    """
    match = _COUNTED.search(url)
    if match is None or not shown:
        return ""
    size = _SIZE.search(url)
    step = 1 if match[1] else (int(size[1]) if size and int(size[1]) else shown)
    return f"{url[: match.start(3)]}{int(match[3]) + step}{url[match.end(3) :]}"
