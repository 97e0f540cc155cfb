package io.riptide.engine.pipeline.frame;

import io.riptide.engine.AnyThread;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/// Some samples of one or more channels, with the time they are of, a number, and what else is to be said.
///
/// A frame belongs to whoever holds a reference. One that is held once may be changed by its holder; one that
/// is shared may only be read. It keeps its arrays when it goes back to its pool, so that a pipeline that is
/// warm allocates nothing; its metadata it does not.
///
/// - **Threading:** one thread at a time, or many that only read; references by any thread. Between threads it
///   goes through a queue, which orders what was written before what is read.
/// - **Ownership:** [FramePool#acquire] gives one reference, [#retain] another; each is given back once, by
///   [#release].
/// - **Bounds:** [#CHANNELS_MAX] channels, [#SAMPLES_MAX] samples in each; the pool's bytes.
/// - **Failure:** [FramesExhaustedException] when the pool has no bytes for more samples.
public final class Frame {
    /// Channels of a frame.
    public static final int CHANNELS_MAX = 64;

    /// Samples of a channel.
    public static final int SAMPLES_MAX = 1 << 20;

    private static final int CHANNELS_TYPICAL = 2;
    private static final AtomicIntegerFieldUpdater<Frame> REFERENCES =
            AtomicIntegerFieldUpdater.newUpdater(Frame.class, "references");

    private final FramePool pool;
    private final int number;
    private @Nullable String[] names = new String[CHANNELS_TYPICAL];
    private double[][] samples = new double[CHANNELS_TYPICAL][0];
    private int[] lengths = new int[CHANNELS_TYPICAL];
    private int channelCount;
    private long timestampUs;
    private long sequenceId;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private long metadataBytes;
    private volatile int references;

    Frame(FramePool pool, int number) {
        this.pool = pool;
        this.number = number;
    }

    /// Its place in the pool.
    int number() {
        return number;
    }

    /// Microseconds since the epoch.
    public long timestampUs() {
        return timestampUs;
    }

    /// Which frame of its source this is or is made of, from 0.
    public long sequenceId() {
        return sequenceId;
    }

    /// Says when and which this is.
    public Frame stamp(long timestamp, long sequence) {
        assert isExclusive() : this;
        timestampUs = timestamp;
        sequenceId = sequence;
        return this;
    }

    /// How many channels there are.
    public int channelCount() {
        return channelCount;
    }

    /// What the channel at `index` is called.
    public String name(int index) {
        assert index < channelCount : index;
        String name = names[index];
        assert name != null : index;
        return name;
    }

    /// The channel's samples, the first [#length] of the array; only to be written to while this is exclusive.
    public double[] samples(int index) {
        assert index < channelCount : index;
        return samples[index];
    }

    /// How many samples the channel has.
    public int length(int index) {
        assert index < channelCount : index;
        return lengths[index];
    }

    /// The channel of that name, or -1.
    public int indexOf(String name) {
        for (int i = 0; i < channelCount; i++) {
            if (name.equals(names[i])) {
                return i;
            }
        }
        return -1;
    }

    /// Adds a channel and returns the array for its samples, which may be longer and holds anything.
    public double[] addChannel(String name, int length) {
        assert isExclusive() : this;
        assert indexOf(name) < 0 : name;
        if (channelCount == CHANNELS_MAX || length < 0 || length > SAMPLES_MAX) {
            throw new IllegalArgumentException("channels=" + (channelCount + 1) + " length=" + length);
        }
        int index = channelCount;
        if (index == names.length) {
            names = Arrays.copyOf(names, 2 * index);
            lengths = Arrays.copyOf(lengths, 2 * index);
            samples = Arrays.copyOf(samples, 2 * index);
            Arrays.fill(samples, index, 2 * index, new double[0]);
        }
        if (samples[index].length < length) {
            pool.reserve((long) (length - samples[index].length) * Double.BYTES);
            samples[index] = new double[length];
        }
        names[index] = name;
        lengths[index] = length;
        channelCount++;
        return samples[index];
    }

    /// Lets the channel have fewer samples than it was added with.
    public void shorten(int index, int length) {
        assert isExclusive() : this;
        assert length >= 0 && length <= lengths[index] : length;
        lengths[index] = length;
    }

    /// What else is said: strings, numbers, booleans, lists and maps of these, as JSON has them. Only to be
    /// changed while this is exclusive.
    public Map<String, Object> metadata() {
        return metadata;
    }

    /// Says that the metadata takes some `bytes` of memory, which count against the pool's budget until the frame
    /// goes back; to be said by who puts in more than a few words. Copies of the metadata count as much again.
    public void weigh(long bytes) {
        assert isExclusive() : this;
        assert bytes >= 0 : bytes;
        if (bytes > metadataBytes) {
            pool.reserve(bytes - metadataBytes);
        } else {
            pool.giveBack(metadataBytes - bytes);
        }
        metadataBytes = bytes;
    }

    /// What the metadata is said to take.
    long metadataBytes() {
        return metadataBytes;
    }

    /// Becomes a copy of `other`: time, number, channels, metadata.
    public Frame copyOf(Frame other) {
        copyHeadOf(other);
        for (int i = 0; i < other.channelCount; i++) {
            double[] to = addChannel(other.name(i), other.lengths[i]);
            System.arraycopy(other.samples[i], 0, to, 0, other.lengths[i]);
        }
        return this;
    }

    /// Takes time, number and metadata of `other`.
    public Frame copyHeadOf(Frame other) {
        stamp(other.timestampUs, other.sequenceId);
        if (!other.metadata.isEmpty()) {
            weigh(metadataBytes + other.metadataBytes);
            metadata.putAll(other.metadata);
        }
        return this;
    }

    /// One more reference, on this.
    @AnyThread
    public Frame retain() {
        int before = REFERENCES.getAndIncrement(this);
        assert before > 0 : "retained after its release: " + this;
        return this;
    }

    /// Gives one reference back; with the last one the frame goes to its pool.
    @AnyThread
    public void release() {
        int left = REFERENCES.decrementAndGet(this);
        if (left < 0) {
            throw new IllegalStateException("frame " + sequenceId + " is released once too often");
        }
        if (left == 0) {
            forgetMetadata();
            pool.takeBack(this);
        }
    }

    /// Whether only one reference is held, so that its holder may change this.
    @AnyThread
    public boolean isExclusive() {
        return references == 1;
    }

    /// Begins a life with one reference.
    Frame begin() {
        assert references == 0 : this;
        channelCount = 0;
        timestampUs = 0;
        sequenceId = 0;
        references = 1;
        return this;
    }

    /// What somebody else made is not kept in the pool.
    private void forgetMetadata() {
        if (!metadata.isEmpty()) {
            metadata.clear();
        }
        if (metadataBytes > 0) {
            pool.giveBack(metadataBytes);
            metadataBytes = 0;
        }
    }

    @Override
    public String toString() {
        return "Frame[sequenceId=" + sequenceId + " channels=" + channelCount + " references=" + references + "]";
    }
}
