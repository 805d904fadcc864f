"""The commands of ``desktop-crm-server``: words in, one document or lines out, one sentence for what is refused."""
