"""What a model is and how it is used: preprocessing, vocabulary, card, decoding, streaming."""
