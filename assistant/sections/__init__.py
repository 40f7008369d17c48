"""Facts: what several articles tell, in the same words or nearly."""
