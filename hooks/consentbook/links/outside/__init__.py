"""Addresses of other sites: how they are asked, and what an answer means."""
