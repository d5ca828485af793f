// Package match finds which standing queries (alerts, subscriptions, sections)
// a new report satisfies, and says the same query to the full-text search, so
// that what a search finds an alert finds too, in every language.
//
// In come queries in the language of the search box (Parse) and reports
// (Analyze); out go the identifiers of the queries that match (Index), the
// columns under which a report is found (Row) and the expression that searches
// them (FTS). A query reads the same three ways: Query.Matches on a report,
// Index.Match over many queries, and FTS on the stored rows.
package match
