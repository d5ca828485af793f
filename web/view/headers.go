package view

// A HeaderLine is a field of the header that an archived copy came with.
type HeaderLine struct{ Name, Value string }
