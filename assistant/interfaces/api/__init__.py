"""The HTTP interface: JSON, an OpenAI-compatible endpoint, MCP, and who may use them."""
