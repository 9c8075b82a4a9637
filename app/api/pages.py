"""The pages: files of the front end, each answered under its own address."""

import re
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException

from app.api.door import ToEverybody
from app.api.site import Held, Site
from app.rules.access import Action
from app.settings import LOOPBACK, Settings

BUILD = Path(__file__).resolve().parents[2] / "frontend" / "build"


_SPOILT_LINK = re.compile(r"(visit|enrol|clinic)(?![a-z0-9_-])")


class _Page(PathConvertor):
    """Any path but those of the API: an unknown one there is told as JSON, a wrong method as such."""

    regex = r"(?!api/)[\s\S]*"


register_url_convertor("page", _Page())
router = APIRouter(
    include_in_schema=False, dependencies=[Depends(ToEverybody(Action.SEE_SERVER))], tags=["pages"]
)


@router.get("/{path:page}")
async def page(request: Request, path: str) -> Response:
    """A file of the front end; a folder's page stands at the address that ends with a slash."""
    site: Site = request.app.state.site
    held = site.at(path)
    if held is None and path and site.at(f"{path}/") is not None:
        return _elsewhere(request, "", f"{path}/")
    held = held or _page_of_a_link(site, path)
    if held is None:
        return _nothing_here(request, site)
    if held.is_page and (origin := _origin_instead(request)):
        return _elsewhere(request, origin, path)
    return _answer(request, held)


def _page_of_a_link(site: Site, path: str) -> Held | None:
    """The page of a link that a mail gateway spoilt: its # became a part of the path."""
    found = _SPOILT_LINK.match(path)
    return site.at(f"{found[1]}/") if found else None


def _answer(request: Request, held: Held, status: int = 200) -> Response:
    encoding = held.encoding_for(request.headers.get("accept-encoding", ""))
    headers = dict(held.headers)
    if held.tag:
        headers["ETag"] = f'"{held.tag}-{encoding}"'
        if status == 200 and headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(held.bodies[encoding], status, headers)


def _nothing_here(request: Request, site: Site) -> Response:
    missing = site.at("404.html")
    if missing is None:
        raise HTTPException(404, "There is nothing here.")
    return _answer(request, missing, 404)


def _elsewhere(request: Request, origin: str, path: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{origin}/{quote(path)}{query}"
    return Response(status_code=307, headers={"Location": address, "Cache-Control": "no-cache"})


def _origin_instead(request: Request) -> str | None:
    """On one's own machine the pages have one origin, since what a phone keeps belongs to an origin."""
    settings: Settings = request.app.state.settings
    asked = (request.url.hostname or "").strip("[]")
    names = {name.strip("[]") for name in LOOPBACK}
    if settings.is_https or asked not in names or asked == settings.origin_host.strip("[]"):
        return None
    return settings.origin


def install(app: FastAPI) -> None:
    """Put the pages behind everything else."""
    app.state.site = Site(BUILD)
    app.include_router(router)
