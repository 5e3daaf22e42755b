package org.eegptspark.job.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.eegptspark.job.probe.grid.StoredCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LabelsOverTimeTest {
  private static final String STEPS = // in half seconds
      "1717116117171711717171161171711611717171171717116117171161171717117171711";
  private static final String TRUE =
      "rrmmrrrmmmrrmmrrrmmrrmmmrrrmmrrrmmmrrmmrrrmmrrmmmrrrmmrrrmmmrrmmrrrmmrrmmm";
  private static final String PREDICTED =
      "rrrmrrrmmrrrmmmmmrrrrrmrrrrmmrrrmmmmrmmmmmmrmmrrrrrrmmrrrmmmrrrrrrrrrmmmmm";

  /** XChart looks for ticks whose labels differ; with these windows it looked for ever. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void comesToAnEnd() {
    List<String> classes = List.of("movement", "rest");
    List<StoredCell.Window> windows = new ArrayList<>();
    double start = 0;
    for (int i = 0; i < TRUE.length(); i++) {
      String truth = classes.get("mr".indexOf(TRUE.charAt(i)));
      String predicted = classes.get("mr".indexOf(PREDICTED.charAt(i)));
      windows.add(new StoredCell.Window("S001R03.edf", start, 4, truth, predicted, new double[2]));
      start += i < STEPS.length() ? (STEPS.charAt(i) - '0') / 2.0 : 0;
    }
    List<DomContent> figures =
        new LabelsOverTime(classes)
            .figures(new StoredCell(NullNode.getInstance(), classes, windows));
    assertThat(figures).hasSize(1);
    assertThat(figures.get(0).render()).contains(windows.size() + " windows");
  }
}
