package org.eegptspark.job.report.html;

import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;

import j2html.tags.specialized.FigureTag;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Charts of one look, as PNG within the page: twice as many pixels as it shows, for sharpness. */
final class ChartImage {
  /** Of Okabe and Ito (2008): told apart by the colour-blind too. */
  private static final Color[] COLORS = {
    new Color(0x0072b2),
    new Color(0xe69f00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0xd55e00),
    new Color(0x56b4e9),
    new Color(0x6a51a3),
    new Color(0x444444)
  };

  private static final int SHARPNESS = 2;
  private static final int OPACITY = 150;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color GRID = new Color(0xe6eaef);

  private ChartImage() {}

  static Color color(int number) {
    return COLORS[number % COLORS.length];
  }

  /** For markers, many of which lie on each other. */
  static Color translucent(Color color) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), OPACITY);
  }

  /** An empty chart in pixels of the page. */
  static XYChart chart(int width, int height, String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart
        .getStyler()
        .setAxisTickLabelsFont(FONT.deriveFont(12f))
        .setAxisTitleFont(FONT)
        .setPlotGridLinesColor(GRID)
        .setPlotMargin(2)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderColor(GRID)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendFont(FONT.deriveFont(12f))
        .setLegendBorderColor(Color.WHITE)
        .setChartTitleFont(FONT.deriveFont(Font.BOLD))
        .setChartTitleBoxVisible(false);
    return chart;
  }

  /** The chart with a caption; {@code description} is for those who do not see it. */
  static FigureTag figureOf(XYChart chart, String description, String caption) {
    BufferedImage image =
        new BufferedImage(
            SHARPNESS * chart.getWidth(),
            SHARPNESS * chart.getHeight(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SHARPNESS, SHARPNESS);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return figure(
        img()
            .withSrc(
                "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray()))
            .withAlt(description)
            .attr("loading", "lazy"),
        figcaption(caption));
  }
}
