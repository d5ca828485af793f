package event

// confidence is how likely the parser read sides and predicate right.
func (t *tree) confidence(c *Clause, subject int) float64 { return 0.85 }
