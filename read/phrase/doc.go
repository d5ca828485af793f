// Package phrase recognises the short texts that pages say about themselves: how a
// line that is not the story begins (words.go), the date it says (dates.go), the
// people it names (names.go), whose picture it is (credit.go), the language it is in
// (language.go). A text goes in as a string; what it says comes out. The functions
// know the words of most of the web's languages and nothing of the page around.
package phrase
