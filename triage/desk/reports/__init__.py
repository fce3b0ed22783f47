"""What digests and reports tell: rows of the store in, sections, numbers and sentences out. Knows no template and no store."""
