// Package frame is what all pages stand in: it takes a request, knows who asks, holds
// back who asks too often, and answers with a whole page or one of a table of errors.
//
// In come requests and the handlers of the rooms; out go pages rendered with the
// shared layout, redirects, documents for programs, and errors as a sentence.
package frame
