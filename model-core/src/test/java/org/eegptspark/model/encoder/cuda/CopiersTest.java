package org.eegptspark.model.encoder.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;

class CopiersTest {
  @Test
  void copiesOfAllSizesArriveWhole() {
    long[] sizes = {
      1, 7, Copiers.PIECE_BYTES - 3, Copiers.PIECE_BYTES, 5 * Copiers.PIECE_BYTES + 1
    };
    List<Copy> copies = new ArrayList<>();
    List<BytePointer> arrays = new ArrayList<>();
    for (long size : sizes) {
      BytePointer from = new BytePointer(size);
      BytePointer to = new BytePointer(size).zero();
      for (long i = 0; i < size; i++) {
        from.put(i, (byte) (i * 31 + size));
      }
      arrays.add(from);
      arrays.add(to);
      copies.add(new Copy(to.address(), from.address(), size));
    }
    new Copiers(3).run(copies);
    for (int i = 0; i < arrays.size(); i += 2) {
      byte[] expected = new byte[(int) sizes[i / 2]];
      byte[] found = new byte[expected.length];
      arrays.get(i).get(expected);
      arrays.get(i + 1).get(found);
      assertThat(found).isEqualTo(expected);
    }
    arrays.forEach(BytePointer::deallocate);
  }

  @Test
  void workIsPartedEvenlyHoweverTheCopiesAre() {
    List<Copy> copies = new ArrayList<>();
    copies.add(new Copy(0, 1 << 30, 3 * Copiers.PIECE_BYTES + 100));
    for (int i = 0; i < 1000; i++) {
      copies.add(new Copy(i, i, 4096));
    }
    List<List<Copy>> pieces = Copiers.pieces(copies);
    assertThat(pieces).hasSize(5);
    assertThat(pieces.subList(0, 4))
        .allSatisfy(piece -> assertThat(bytes(piece)).isEqualTo(Copiers.PIECE_BYTES));
    assertThat(pieces.stream().mapToLong(CopiersTest::bytes).sum())
        .isEqualTo(3 * Copiers.PIECE_BYTES + 100 + 4_096_000);
  }

  private static long bytes(List<Copy> piece) {
    return piece.stream().mapToLong(Copy::bytes).sum();
  }
}
