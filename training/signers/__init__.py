"""Synthetic signers: a parametric human who signs a known list of ASL signs, drawn from one seed with exact truth."""
