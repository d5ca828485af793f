package frame

// Nothing holds the zero values of what the pages of package frame show.
var Nothing = map[string]any{"signin": signInView{}, "setup": setupView{}, "error": ErrorView{}}
