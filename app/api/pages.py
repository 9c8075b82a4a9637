"""The pages: files of the front end, each answered under its own address."""

from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import FileResponse
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException

from app.api.door import ToEverybody
from app.rules.access import Action

_MOST_BYTES_OF_A_NAME = 200
FRONTEND = Path(__file__).resolve().parents[2] / "frontend" / "static"


class _Page(PathConvertor):
    """Any path but those of the API: an unknown one there is told as JSON, a wrong method as such."""

    regex = r"(?!api/).*"


register_url_convertor("page", _Page())
router = APIRouter(
    include_in_schema=False, dependencies=[Depends(ToEverybody(Action.SEE_SERVER))], tags=["pages"]
)


@router.get("/{path:page}")
async def page(path: str) -> FileResponse:
    """A file of the front end; a folder answers with its index.html."""
    file = _file_of(path)
    if file is None:
        missing = FRONTEND / "404.html"
        if not missing.is_file():
            raise HTTPException(404, "There is nothing here.")
        return FileResponse(missing, 404)
    return FileResponse(file)


def _file_of(path: str) -> Path | None:
    if "\x00" in path or len(path.encode()) > _MOST_BYTES_OF_A_NAME:
        return None
    asked = (FRONTEND / path).resolve()
    if not asked.is_relative_to(FRONTEND):
        return None
    file = asked / "index.html" if asked.is_dir() else asked
    return file if file.is_file() else None


def install(app: FastAPI) -> None:
    """Put the pages behind everything else."""
    app.include_router(router)
