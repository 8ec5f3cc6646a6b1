from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('pk', models.CompositePrimaryKey('ledger', 'level', 'place', blank=True, editable=False, primary_key=True, serialize=False)),
                ('ledger', models.BigIntegerField()),
                ('level', models.PositiveSmallIntegerField()),
                ('place', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Frontier',
            fields=[
                ('ledger', models.BigIntegerField(primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('peaks', models.BinaryField(default=b'')),
            ],
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('pk', models.CompositePrimaryKey('ledger', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                ('ledger', models.BigIntegerField()),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('at', models.DateTimeField()),
                ('signature', models.BinaryField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('ledger', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('ledger', models.BigIntegerField()),
                ('seq', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=60)),
                ('subject', models.CharField(blank=True, max_length=80)),
                ('payload', models.TextField(null=True)),
                ('salt', models.BinaryField(max_length=16, null=True)),
                ('seal', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('subject', ''), _negated=True), fields=['ledger', 'subject'], name='entries_about'), models.Index(fields=['ledger', 'kind', 'seq'], name='entries_of_a_kind')],
            },
        ),
    ]
