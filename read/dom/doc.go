// Package dom turns the bytes of a page into blocks of text. It is the first room
// of read and knows nothing of news.
//
// Gunzip and Decode make text of the bytes (charset.go). Parse makes a tree of the
// text: scan.go cuts it into tags, tree.go puts them together. Segment walks the
// tree and returns its Blocks in the order of the page (block.go). A Block is a
// paragraph, a heading, a list item; it carries its text, how it is set, and the
// Marks of all elements around it: what class names, ids and element names say
// that part of the page is for (role.go). A Block doesn't change afterwards. What
// the reader makes of it is kept beside it, in other rooms.
//
// letters.go and compare.go hold what all rooms ask of a text: its words, its
// letters alone, whether it ends a sentence, whether two texts are the same.
package dom
