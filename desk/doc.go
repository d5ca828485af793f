// Package desk says what may be done to a dispatch, by whom, and what must then
// happen.
//
// In come a dispatch, a user and an order (save, submit, publish, correct,
// kill …), with the time as a value; out comes the dispatch as it is then and
// the consequences that the caller owes: an edition to deliver, a time to wake
// at. A refusal is a sentence that says why not and what to do instead.
//
// Nothing is published that an editor did not decide on: the only act of the
// program itself is to release what an editor put under an embargo. A dispatch
// that readers have seen is changed in no other way than by a correction or a
// kill, both of which they are told of.
package desk
