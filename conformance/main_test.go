package conformance_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// The test binary is the program under test too: its first argument says which.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "program" {
		os.Exit(programs[os.Args[2]](os.Args[3:]))
	}
	goleak.VerifyTestMain(m)
}

var programs = map[string]func(args []string) int{
	"engine":     toyEngine,
	"controller": toyController,
	"slow":       func(args []string) int { <-time.After(1500 * time.Millisecond); return toyEngine(args) },
	"stubborn":   func([]string) int { signal.Ignore(syscall.SIGTERM); return idle() },
	"deaf":       func([]string) int { fmt.Println("not listening today"); return idle() },
}

// toyEngine listens; it dies of DIE, and is busy for ever after HANG.
func toyEngine(args []string) int {
	network := "tcp"
	if strings.HasPrefix(args[0], "/") {
		network = "unix"
	}
	l, err := net.Listen(network, args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	hung := make(chan struct{})
	for {
		c, err := l.Accept()
		if err != nil {
			return idle()
		}
		go serve(c, func(line string) []string {
			select {
			case <-hung:
				select {}
			default:
			}
			switch line {
			case "DIE":
				fmt.Println("I was told to die")
				os.Exit(7)
			case "CRASH":
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			case "LATER":
				time.AfterFunc(100*time.Millisecond, func() { fmt.Println("out of memory"); os.Exit(3) })
			case "DEAF":
				l.Close()
				select {}
			case "SPIN":
				for {
					if len(line) == 0 {
						return nil
					}
				}
			case "FLOOD":
				for range 10 << 10 {
					fmt.Fprintln(os.Stderr, strings.Repeat("x", 1023))
				}
				os.Exit(5)
			case "HANG":
				close(hung)
				select {}
			}
			return polite(line)
		})
	}
}

// toyController says HI, and what it is told on its standard input.
func toyController(args []string) int {
	c, err := net.Dial("tcp", args[0])
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer c.Close()
	fmt.Fprintln(c, "HI")
	r := bufio.NewReader(c)
	line, _ := r.ReadString('\n')
	fmt.Print("got ", line)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Fprintln(c, in.Text())
	}
	return len(args) - 1
}

// idle waits for longer than any test: a select without cases would be a deadlock to
// the runtime, which ends such a program.
func idle() int {
	<-time.After(time.Hour)
	return 0
}
