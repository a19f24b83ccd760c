"""SPDY/3.1 as Kubernetes' clients speak it: many streams, each with headers, over one upgraded connection.

kubectl up to 1.30 runs exec and attach over it, every kubectl port-forward does (since 1.31 inside a
WebSocket). Nothing here knows a socket: bytes go in, events and bytes come out.

Source: https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
"""
