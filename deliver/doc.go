// Package deliver is the hands of the outbox: it composes the rows of what is
// owed to whom, and sends one such row by e-mail or webhook.
//
// In come deliveries (news.Delivery), one at a time; out comes a receipt, or a
// *Failure that says whether trying again may help and when. The row exists
// before anything is sent, and its identity goes along: as the Message-ID of an
// e-mail, as the webhook-id of a webhook. Which deliveries are due, and what
// becomes of a row, is the caller's business.
package deliver
