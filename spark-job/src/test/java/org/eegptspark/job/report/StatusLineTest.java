package org.eegptspark.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The line at the bottom of a terminal, as a person sees it. */
class StatusLineTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(written, true, StandardCharsets.UTF_8);
  private final StatusLine line = new StatusLine(terminal);

  @Test
  void aShorterTextLeavesNothingOfALongerOne() {
    line.show("featurize 100 of 120");
    line.show("half");
    assertThat(Screen.of(written)).containsExactly("half");
  }

  @Test
  void whatIsPrintedGoesAboveTheText() {
    PrintStream above = line.above(terminal);
    line.show("10%");
    above.println("a recording is damaged");
    line.show("20%");
    above.print("in ");
    line.show("30%");
    above.println("two parts");
    assertThat(Screen.of(written)).containsExactly("a recording is damaged", "in two parts", "30%");
    line.end();
    terminal.println("done");
    assertThat(Screen.of(written))
        .containsExactly("a recording is damaged", "in two parts", "30%", "done", "");
  }

  @Test
  void linesOfManyThreadsAreAllWhole() throws Exception {
    PrintStream above = line.above(terminal);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String name = "thread " + t + " says ";
      threads.add(
          new Thread(
              () -> {
                PrintStream own = line.above(terminal);
                IntStream.range(0, 200).forEach(i -> own.println(name + i));
              }));
    }
    threads.add(
        new Thread(
            () -> IntStream.range(0, 500).forEach(i -> line.show("progress ".repeat(i % 7)))));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    above.println("last");
    line.show("end");
    List<String> expected =
        Stream.concat(
                IntStream.range(0, 800).mapToObj(i -> "thread " + i / 200 + " says " + i % 200),
                Stream.of("last", "end"))
            .toList();
    assertThat(Screen.of(written)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(Screen.of(written)).endsWith("last", "end");
  }

  @Test
  void theLogGoesAboveTheTextThoughItsAppenderHoldsAStreamOfItsOwn() {
    LoggerConfig root =
        ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
    PrintStream out = System.out;
    System.setOut(terminal);
    ConsoleAppender console =
        ConsoleAppender.newBuilder()
            .setName("began before the bar")
            .setTarget(ConsoleAppender.Target.SYSTEM_OUT) // held by no other appender here
            .build();
    console.start();
    root.addAppender(console, null, null);
    try (LinesAbove above = new LinesAbove(line)) {
      line.show("progress 40%");
      LoggerFactory.getLogger("org.eegptspark").error("engine lost");
      System.out.println("a line");
      assertThat(Screen.of(written)).containsExactly("engine lost", "a line", "progress 40%");
      line.end();
    } finally {
      assertThat(root.getAppenders()).containsValue(console);
      root.removeAppender(console.getName());
      System.setOut(out);
    }
  }
}
