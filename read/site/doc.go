// Package site knows what the pages of one site have in common, and what the desk says
// of them.
//
// Each page leaves a PageProfile: for each block how it is set, what it says by digest,
// and how sure the reader was that it is body (pageprofile.go). A Profile is a fold over
// the page profiles of a site (profile.go). From it follow Hints for a page: what other
// pages say of blocks that are set alike, and which texts the site repeats. A Correction
// is what the desk says of a block (correction.go); it binds its page and weighs for the
// others.
package site
