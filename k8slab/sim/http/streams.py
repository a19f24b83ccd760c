"""Requests that turn their connection into something else: exec, attach and portforward."""

from __future__ import annotations

from aiohttp import web

from k8slab.sim.http import exec as command
from k8slab.sim.http import portforward, routes
from k8slab.sim.http.containers import STREAMED
from k8slab.sim.http.gateway import Gateway
from k8slab.sim.http.routes import Route


def route_of(http: web.BaseRequest) -> Route | None:
    """The route of a request that wants such a stream; None for any other request."""
    upgrade = http.headers.get("Upgrade", "").lower()
    if upgrade != "websocket" and not upgrade.startswith("spdy/"):
        return None
    route = routes.find(http.path)
    return route if route is not None and route.subresource in STREAMED else None


async def answer(
    gateway: Gateway, route: Route, http: web.BaseRequest, ring: command.Ring, news: command.News
) -> web.StreamResponse:
    """Raises ApiError, before the stream begins, for pods and containers that cannot be reached."""
    if route.subresource == "portforward":
        return await portforward.answer(gateway, route, http, ring)
    return await command.Stream(gateway, route, http, ring, news).answer()
