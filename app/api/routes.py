"""All routes in one place, and the rule that none of them stands without a door."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from app.api import (
    accounts,
    circumstances,
    confirming,
    course,
    days,
    enrolment,
    figures,
    health,
    injections,
    own_data,
    passkeys,
    patients,
    printing,
    sessions,
    sharing,
    sync,
    treatment,
    visit_links,
    visits,
)
from app.api.body import body_readers
from app.api.door import ToEverybody, doors_of
from app.errors import RefusesToStart

PREFIX = "/api/v1"


def install(app: FastAPI) -> None:
    """Join the routes to the app, those that phones ask most first: each request is matched in this order."""
    documents = (sync, days, injections, treatment, circumstances)
    people = (accounts, sessions, confirming, passkeys, enrolment)
    calculated = (figures, course, printing)
    others = (sharing, patients, visit_links, visits, own_data)
    for part in (*documents, *people, *calculated, *others):
        app.include_router(part.router, prefix=PREFIX)
    app.router.redirect_slashes = False  # an address is what it is
    app.include_router(health.router)


def every_route(app: FastAPI) -> Iterator[RouteContext]:
    """Every route of the app as it is reached, however deep it was included."""
    return iter_route_contexts(app.routes)


def check_doors(app: FastAPI) -> None:
    """RefusesToStart when a route does not declare exactly one policy, or a route is none of ours."""
    for route in every_route(app):
        if not isinstance(route.original_route, APIRoute):
            raise RefusesToStart(f"{route.path} is not a route with a policy")
        if len(doors_of(route.dependant)) != 1:
            raise RefusesToStart(f"{route.path} declares no policy, or more than one")
        is_open = isinstance(doors_of(route.dependant)[0], ToEverybody)
        if any(reader.open_to_all != is_open for reader in body_readers(route.dependant)):
            raise RefusesToStart(
                f"{route.path} reads its body as if {'a' if is_open else 'no'} sign-in came with it"
            )
