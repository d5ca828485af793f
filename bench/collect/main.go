// Collect measures how many feeds a second are collected, on one core: new ones,
// and the same again when nothing has changed.
//
// It serves made-up feeds of twenty items and some 33 KB from a process of its
// own, each from a host of its own, and collects them three times: with a naive
// program (net/http, gofeed, one SQLite transaction a feed), with the collector
// alone, which keeps nothing, and with a newsroom, which asks each robots.txt,
// keeps what was fetched as evidence, plans a look at each item's page and the
// next look at the feed. Pages are not fetched: their host does not answer.
//
//	go run ./collect -feeds 2000
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"syscall"
	"time"
)

func main() {
	feeds := flag.Int("feeds", 2000, "how many feeds to collect")
	profile := flag.String("profile", "", "file for a CPU profile of the newsroom's part")
	serve := flag.Bool("serve", false, "be the web that is collected (started by the program itself)")
	flag.Parse()
	if *serve {
		log.Fatal(serveWeb())
	}
	if err := measure(context.Background(), *feeds, *profile); err != nil {
		log.Fatal(err)
	}
}

// A program collects all feeds; collect returns when it has looked at each once.
type program interface {
	collect(ctx context.Context) error
	items() (int, error)
	Close() error
}

func measure(ctx context.Context, feeds int, profile string) error {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(50) // as the program itself sets it
	addr, stop, err := startWeb()
	if err != nil {
		return err
	}
	defer stop()
	fmt.Println("| program | looks | feeds/s | CPU ms a feed | items kept |")
	fmt.Println("|---|---|---|---|---|")
	for _, p := range []struct {
		name string
		open func(ctx context.Context, addr string, feeds int) (program, error)
	}{
		{"naive: net/http, gofeed, SQLite", openNaive},
		{"Dateline, the collector alone", openCollector},
		{"Dateline, the newsroom", openNewsroom},
	} {
		stopProfile := func() {}
		if p.name == "Dateline, the newsroom" && profile != "" {
			if stopProfile, err = startProfile(profile); err != nil {
				return err
			}
		}
		if err := measureOne(ctx, p.name, p.open, addr, feeds); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		stopProfile()
	}
	return nil
}

func measureOne(ctx context.Context, name string, open func(context.Context, string, int) (program, error), addr string, feeds int) error {
	p, err := open(ctx, addr, feeds)
	if err != nil {
		return err
	}
	defer p.Close()
	for _, looks := range []string{"cold", "unchanged"} {
		runtime.GC()
		begun, cpu := time.Now(), cpuTime()
		if err := p.collect(ctx); err != nil {
			return err
		}
		wall, used := time.Since(begun), cpuTime()-cpu
		items, err := p.items()
		if err != nil {
			return err
		}
		if items != feeds*perFeed {
			return fmt.Errorf("%s: %d items came out, want %d", looks, items, feeds*perFeed)
		}
		fmt.Printf("| %s | %s | %.0f | %.2f | %d |\n", name, looks, float64(feeds)/wall.Seconds(), used.Seconds()*1000/float64(feeds), items)
	}
	return nil
}

func startProfile(name string) (stop func(), err error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); file.Close() }, nil
}

func startWeb() (addr string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	child := exec.Command(self, "-serve")
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := child.Start(); err != nil {
		return "", nil, err
	}
	if _, err := fmt.Fscanln(bufio.NewReader(out), &addr); err != nil {
		return "", nil, err
	}
	return addr, func() { child.Process.Kill(); child.Wait() }, nil
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
