"""Writers: a context of numbered excerpts becomes a draft of quoted statements."""
