// Badday runs a newsroom through two bad hours and checks what must hold at
// the end: everything that was published reached each subscriber once, nothing
// that was embargoed came out early, collecting went on, and memory stayed flat.
//
// It starts the newsroom in a process of its own, on a small file system of its
// own (a tmpfs, which takes root), and plays everybody else: outlets that go on
// publishing, readers, an editor, a mail server and webhook receivers. In the
// meantime
//
//   - a receiver is cut off for a while, every few minutes, one after another;
//   - after a quarter of the time the clock jumps a day ahead, and back again;
//   - at half time the disk fills up to the last byte, and is freed again.
//
// The last tenth of the time is quiet. Each line of the table is one minute;
// after it comes a verdict for each promise, and the exit status is 1 if one of
// them was broken.
//
//	go run ./badday -minutes 120
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"time"
)

func main() {
	minutes := flag.Int("minutes", 120, "how long the day lasts")
	sources := flag.Int("sources", 120, "how many outlets publish")
	mails := flag.Int("mails", 40, "how many readers subscribe by e-mail")
	hooks := flag.Int("webhooks", 6, "how many webhook receivers there are")
	disk := flag.Int("disk", 1500, "size of the newsroom's file system in MB")
	rate := flag.Int("readers", 5, "page requests a second")
	asNewsroom := flag.String("newsroom", "", "be the newsroom in this `folder` (started by the program itself)")
	outlets := flag.String("outlets", "", "`address` of the outlets, for the newsroom")
	mailPort := flag.Int("mail-port", 0, "port of the mail server, for the newsroom")
	hookAddr := flag.String("hook-address", "", "`address` of the webhook receivers, for the newsroom")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *asNewsroom != "" {
		if err := serveNewsroom(ctx, *asNewsroom, *outlets, *hookAddr, *mailPort); err != nil {
			log.Fatal(err)
		}
		return
	}
	d := day{
		length: time.Duration(*minutes) * time.Minute, sources: *sources, mails: *mails, hooks: *hooks, diskMB: *disk, rate: *rate,
	}
	broken, err := d.run(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if broken > 0 {
		fmt.Printf("\n%d promises were broken.\n", broken)
		os.Exit(1)
	}
	fmt.Println("\nEvery promise held.")
}
