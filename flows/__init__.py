"""The world: network, clock, schedule. Thin flows over plain functions; the only layer that knows Prefect and HTTP."""
