"""A small news world written by us: eight sites, their articles, and a loopback server for them."""
