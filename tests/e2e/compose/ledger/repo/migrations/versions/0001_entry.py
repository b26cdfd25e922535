import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("entry", sa.Column("id", sa.Integer, primary_key=True), sa.Column("what", sa.String, nullable=False))


def downgrade():
    op.drop_table("entry")
