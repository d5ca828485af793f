// Package brief tells a story shortly in the words of its reports: every
// sentence is one that a report holds, and says where it stands.
//
// In come the reports of one story and a number of words; out goes a Brief. The
// order in which the reports come makes no difference.
package brief
