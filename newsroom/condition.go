package newsroom

import (
	"fmt"
	"strings"
	"time"

	"dateline/store"
)

// A Condition is how the newsroom is for those who work with it.
type Condition struct {
	Paused   bool   // collecting waits for space on the disk
	ReadOnly bool   // nothing can be saved
	Doubt    *Doubt // the clock moved and nobody has said yet that it is right; nil: it is trusted
	Now      time.Time
	Says     []string // what is wrong and what to do, sentence by sentence; empty: nothing is
}

// Condition says how the newsroom is.
func (n *Newsroom) Condition() Condition {
	n.space.mu.Lock()
	s := n.space.seen
	n.space.mu.Unlock()
	c := Condition{Now: n.now(), Paused: n.Paused(), ReadOnly: s.ReadOnly || s.Full && s.Reserve == 0, Doubt: n.clock.doubted()}
	switch {
	case c.ReadOnly:
		c.say("The disk is full and nothing can be saved; readers still see the site. Free some space on the disk that holds %s. The newsroom goes on by itself once there is space.", n.disk())
	case c.Paused:
		c.say("The disk is nearly full (%s free, %s needed). Collecting pauses and nothing is lost: what is due waits. Dispatches, corrections and kills still go out. Free some space on the disk that holds %s; collecting goes on by itself.", Bytes(s.Free), Bytes(n.leastFree(s.Size)), n.disk())
	}
	if !c.ReadOnly && n.config.Reserve > 0 && s.Reserve == 0 && s.Size > 0 {
		c.say("The space that is set aside for the desk (%s) is in use.", Bytes(n.config.Reserve))
	}
	for _, f := range n.faults.recent(5*time.Minute, n.steady()) {
		c.say("%s", faultWords[f])
	}
	if c.Doubt != nil {
		c.say("%s", c.Doubt.Sentence())
	}
	n.sayDamage(&c)
	return c
}

var faultWords = map[store.Fault]string{
	store.FaultIO:     "The disk reports errors. Look at the machine's log and at the disk; what met them is tried again.",
	store.FaultBusy:   "Another program holds the database for too long. Look for a backup or a command that hangs.",
	store.FaultFiles:  "The program may not open more files. Raise the limit (ulimit -n, LimitNOFILE) and start it again.",
	store.FaultMemory: "The machine is out of memory. Stop something else, or give it more.",
	faultNetwork:      "No host can be reached. Look at the machine's network and name server; what is due is tried again.",
}

func (c *Condition) say(format string, args ...any) {
	c.Says = append(c.Says, fmt.Sprintf(format, args...))
}

// Sentence is all that is wrong, for a log line or a program; empty: nothing is.
func (c Condition) Sentence() string { return strings.Join(c.Says, " ") }

// Unsaved says, for a person whose write failed for a fault of the environment,
// that nothing was saved and what to do; empty: the error is of another kind.
func Unsaved(err error) string {
	switch store.FaultOf(err) {
	case store.FaultFull:
		return "The disk is full, so nothing was saved. Ask whoever runs this newsroom to free some space, then send it again."
	case store.FaultIO:
		return "The disk reports errors, so nothing was saved. Ask whoever runs this newsroom to look at it, then send it again."
	case store.FaultBusy, store.FaultFiles, store.FaultMemory:
		return "The machine is too busy, so nothing was saved. Send it again in a minute."
	}
	return ""
}
