"""Shared mailboxes become tickets: customers just email, staff reply in their mail client, ops edit rules.yaml."""

__version__ = "0.1.0"
