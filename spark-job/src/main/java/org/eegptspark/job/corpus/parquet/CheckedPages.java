package org.eegptspark.job.corpus.parquet;

import static org.eegptspark.model.BadInputException.check;

import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;

/**
 * A column's pages, of which the dictionary holds as many numbers as it says: Parquet's library
 * takes memory for those first.
 *
 * @param pages of one column of one row group
 * @param valueBytes of a number
 */
record CheckedPages(PageReader pages, int valueBytes) implements PageReader {
  @Override
  public DictionaryPage readDictionaryPage() {
    DictionaryPage page = pages.readDictionaryPage();
    check(
        page == null
            || (page.getDictionarySize() >= 0
                && page.getDictionarySize() <= page.getBytes().size() / valueBytes),
        "A dictionary promises more numbers than it has bytes for: it is damaged");
    return page;
  }

  @Override
  public long getTotalValueCount() {
    return pages.getTotalValueCount();
  }

  @Override
  public DataPage readPage() {
    return pages.readPage();
  }
}
